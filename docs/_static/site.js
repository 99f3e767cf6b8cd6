(() => {
  const icon =
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path class="ready" d="M9 9h11v11H9zM5 15H4V4h11v1"/>' +
    '<path class="done" d="M5 13l4.500 4.500L19 7"/></svg>';

  // Commands are copied without comments, prompts and answers: what explains is not for a shell.
  function plain(block, text) {
    if (block.closest(".highlight-console")) {
      return text.split("\n").filter((line) => line.startsWith("$ ")).map((line) => line.slice(2)).join("\n");
    }
    return (block.closest(".highlight-sh") ? text.replace(/(^|\s+)#\s.*$/gm, "") : text).trimEnd();
  }

  for (const block of document.querySelectorAll(".highlight, .command")) {
    const code = block.querySelector("pre");
    if (!code) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.title = "Copy";
    button.setAttribute("aria-label", `Copy: ${code.textContent.trim().split("\n")[0].slice(0, 80)}`);
    button.innerHTML = icon;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(plain(block, code.textContent));
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), 1500);
    });
    block.append(button);
  }

  // A player is loaded when the reader comes near it, and only the one that suits the page: they are large, and they
  // begin to play at once.
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        target.src = target.dataset.src;
      }
    },
    { rootMargin: "200px" },
  );
  for (const frame of document.querySelectorAll("iframe[data-src]")) near.observe(frame);

  // A site opened from a folder can be searched, but its pages may not be fetched for a summary.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  // What can be scrolled can be reached by keyboard.
  for (const part of document.querySelectorAll(".highlight pre, .table-wrapper")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  }
})();
