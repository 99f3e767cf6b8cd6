(() => {
  const find = (id) => document.getElementById(id);
  const clip = JSON.parse(find("convanim-clip").textContent);
  const { rate, frames, steps, words } = clip;
  const player = find("player"), stage = find("stage"), video = find("video"), said = find("said");
  const scrub = find("scrub"), count = find("count"), loop = find("loop"), full = find("full");
  const last = frames - 1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // Where the clip is: the frame that is shown or sought, and the step that it belongs to (-1: before any).
  let frame = 0, step = -1, begun = false, wanted = null, pointed = "";

  const stepAt = (at) => steps.findLastIndex((candidate) => candidate.from <= at);

  function tell() {
    const text = pointed || (begun && step >= 0 ? steps[step].text : clip.summary);
    // A screen reader is not talked over while the clip runs, nor told twice what the focused cell says.
    const quiet = !video.paused || pointed || said.classList.contains("pointing");
    said.setAttribute("aria-live", quiet ? "off" : "polite");
    if (said.textContent !== text) said.textContent = text;
    said.classList.toggle("pointing", Boolean(pointed));
  }

  function show(at) {
    frame = Math.min(Math.max(at, 0), last);
    step = stepAt(frame);
    scrub.value = frame;
    scrub.style.setProperty("--part", `${(100 * frame) / Math.max(last, 1)}%`);
    scrub.setAttribute("aria-valuetext", step < 0 ? clip.summary : steps[step].text);
    const total = steps.length - 1;
    count.textContent = begun && step >= 0 && step < total ? `${steps[step].number} / ${steps[total].number - 1}` : "";
    ticks.forEach((tick, index) => tick.classList.toggle("done", begun && steps[index].rest <= frame));
    find("previous").disabled = !steps.some((other) => other.rest < frame);
    find("next").disabled = !steps.some((other) => other.rest > frame);
    links.forEach((link, index) => (begun && index === step ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current")));
    tell();
  }

  // A seek is asked for only when the one before has arrived, so that a drag shows pictures on its way.
  function seek(at) {
    begun = true;
    show(at);
    wanted = frame;
    if (!video.seeking) seekWanted();
  }

  function seekWanted() {
    if (wanted === null || video.readyState < 1) return;
    video.currentTime = (wanted + 0.5) / rate;
    wanted = null;
  }
  video.addEventListener("seeked", seekWanted);
  video.addEventListener("loadedmetadata", seekWanted);

  function goTo(index) {
    const target = steps[index];
    if (!target) return;
    video.pause();
    seek(target.rest);
    try {
      history.replaceState(null, "", `#step=${target.number}`);
    } catch {
      // a sandboxed frame has no address of its own
    }
  }

  const next = () => goTo(steps.findIndex((other) => other.rest > frame));
  const previous = () => goTo(steps.findLastIndex((other) => other.rest < frame));

  function play() {
    if (frame >= last) seek(0);
    begun = true;
    video.play().catch(() => video.pause());
  }
  const toggle = () => (video.paused ? play() : video.pause());

  function follow() {
    if (video.paused) return;
    if (!video.seeking) show(Math.floor(video.currentTime * rate + 1e-3));
    requestAnimationFrame(follow);
  }

  function told() {
    const playing = !video.paused;
    player.classList.toggle("playing", playing);
    find("play").setAttribute("aria-label", playing ? words.pause : words.play);
    find("play").title = playing ? words.pause : words.play;
    said.setAttribute("aria-live", playing ? "off" : "polite");
    if (playing) requestAnimationFrame(follow);
    else said.replaceChildren(said.textContent); // where it stops is said
  }
  video.addEventListener("play", told);
  video.addEventListener("pause", told);
  video.addEventListener("ended", () => show(last));

  // Controls

  scrub.max = last;
  scrub.addEventListener("input", () => {
    video.pause();
    seek(Number(scrub.value));
  });
  find("play").addEventListener("click", toggle);
  find("next").addEventListener("click", next);
  find("previous").addEventListener("click", previous);
  find("speed").addEventListener("change", (event) => {
    video.defaultPlaybackRate = video.playbackRate = Number(event.target.value);
  });
  const repeat = (on) => {
    video.loop = on;
    loop.setAttribute("aria-pressed", on);
  };
  loop.addEventListener("click", () => repeat(!video.loop));
  repeat(clip.loop);

  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : player.requestFullscreen()));
  document.addEventListener("fullscreenchange", () => {
    const on = document.fullscreenElement === player;
    player.classList.toggle("full", on);
    full.setAttribute("aria-label", on ? words.leave : words.full);
    full.title = on ? words.leave : words.full;
  });

  const KEYS = { ArrowLeft: previous, ArrowRight: next, Home: () => goTo(0), End: () => goTo(steps.length - 1), " ": toggle };
  document.addEventListener("keydown", (event) => {
    const own = event.target.closest("select, summary, a, .cells");
    const pressed = event.key === " " && event.target.closest("button");
    if (event.defaultPrevented || own || pressed || event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  // A tap plays or pauses, a swipe goes a step on or back.
  let touched = null;
  stage.addEventListener("pointerdown", (event) => {
    touched = { x: event.clientX, y: event.clientY };
  });
  stage.addEventListener("pointerup", (event) => {
    if (!touched || event.button > 0) return;
    const across = event.clientX - touched.x, down = event.clientY - touched.y;
    touched = null;
    if (event.pointerType !== "mouse" && Math.abs(across) > 40 && Math.abs(across) > 2 * Math.abs(down)) {
      (across < 0 ? next : previous)();
    } else if (Math.hypot(across, down) < 10) {
      const cell = event.target.closest(".cells.output path");
      cell ? goToCell(Number(cell.dataset.place)) : toggle();
    }
  });
  stage.addEventListener("pointercancel", () => (touched = null));

  function goToCell(place) {
    goTo(steps.findLastIndex((other, index) => other.number <= place + 1 && index < steps.length - 1));
  }

  const ticks = steps.map((other) => {
    const tick = find("ticks").appendChild(document.createElement("i"));
    tick.style.left = `${(100 * other.rest) / Math.max(last, 1)}%`;
    return tick;
  });
  const links = [...document.querySelectorAll(".steps a")];

  const pointAt = (text) => {
    pointed = text;
    tell();
  };
  if (clip.areas) showCells(find("overlay"), clip, pointAt, goToCell);

  // Begin: at the step of the address, else by itself, unless the reader wants no motion.

  function fromAddress() {
    const asked = /^#step=(\d+)$/.exec(location.hash);
    if (!asked) return false;
    const index = steps.findLastIndex((other) => other.number <= Number(asked[1]));
    goTo(Math.max(index, 0));
    return steps.length > 0;
  }
  addEventListener("hashchange", fromAddress);

  show(0);
  const bytes = Uint8Array.from(atob(find("convanim-video").textContent), (letter) => letter.charCodeAt(0));
  video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  if (!fromAddress() && !calm.matches) play();
})();
