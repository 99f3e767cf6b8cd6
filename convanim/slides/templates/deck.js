"use strict";
// A clip that would move by itself waits for a click where less motion is asked for.
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
for (const video of document.querySelectorAll("video")) {
  if (still) video.removeAttribute("data-autoplay");
  const toggle = () => (video.paused ? video.play() : video.pause());
  video.addEventListener("click", toggle);
  video.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.stopPropagation();
    toggle();
  });
}
Reveal.initialize({
  width: deckSize[0],
  height: deckSize[1],
  margin: 0,
  center: false,
  hash: true,
  transition: still ? "none" : "fade",
  plugins: window.RevealNotes ? [RevealNotes] : [],
});
