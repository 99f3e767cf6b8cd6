"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const clip = JSON.parse(find("convanim-clip").textContent);
  const { rate, frames, steps, words } = clip;
  const player = find("player"), stage = find("stage"), video = find("video"), said = find("said");
  const scrub = find("scrub"), count = find("count"), loop = find("loop"), full = find("full");
  const last = frames - 1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

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

  // Cells to point at: a veil over the picture leaves open what belongs together.

  const SVG = "http://www.w3.org/2000/svg";
  const overlay = find("overlay");
  const draw = (parent, name, attributes) => {
    const made = parent.appendChild(document.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  function quad(grid, row, column, rows = 1, columns = 1) {
    const at = (r, c) => [0, 1].map((axis) => +(grid.origin[axis] + c * grid.right[axis] + r * grid.down[axis]).toFixed(2));
    const corners = [at(row, column), at(row, column + columns), at(row + rows, column + columns), at(row + rows, column)];
    return `M${corners.map((corner) => corner.join(" ")).join("L")}Z`;
  }

  function prepare(areas) {
    const grids = Object.fromEntries(areas.grids.map((grid) => [grid.role, grid]));
    const { rows, columns, told: sentences } = areas, total = sentences.length;
    const whole = (grid) => (grid ? [quad(grid, 0, 0, grid.rows, grid.columns)] : []);
    const cells = (grid, inRows, inColumns) => inRows.flatMap((row) => inColumns.map((column) => quad(grid, row, column)));
    const present = (list) => [...new Set(list)].filter((place) => place >= 0);
    const reading = (lists, place) => lists.flatMap((list, index) => (list.includes(place) ? [index] : []));
    const named = (grid, row, column) => `${grid.name} ${grid.texts[row * grid.columns + column]}`.trim();

    // For a cell: what is framed boldly, what finely, what else stays open, and the sentence.
    const linked = {
      output(row, column) {
        const read = cells(grids.input, present(rows[row]), present(columns[column]));
        return { bold: [quad(grids.output, row, column)], fine: read, open: whole(grids.kernel), text: sentences[row * grids.output.columns + column] };
      },
      input(row, column) {
        const grid = grids.input, inRows = reading(rows, row), inColumns = reading(columns, column);
        const [r, c] = [row - grid.before[0] + 1, column - grid.before[1] + 1];
        const inside = r >= 1 && c >= 1 && r <= grid.size[0] && c <= grid.size[1];
        const cell = inside ? named(grid, row, column) : `${words.padding} ${grid.texts[row * grid.columns + column]}`.trim();
        const values = { cell, row: r, column: c, count: inRows.length * inColumns.length, total };
        return { bold: [quad(grid, row, column)], fine: cells(grids.output, inRows, inColumns), open: [], text: fill(inside ? words.cell : words.border, values) };
      },
      kernel(row, column) {
        const grid = grids.kernel;
        const read = cells(grids.input, present(rows.map((list) => list[row])), present(columns.map((list) => list[column])));
        const cell = `${words.weight} ${grid.texts[row * grid.columns + column]}`;
        return { bold: [quad(grid, row, column)], fine: read, open: whole(grids.output), text: fill(words.used, { cell, row: row + 1, column: column + 1, total }) };
      },
    };

    const marks = draw(overlay, "g", { class: "marks" });
    const [veil, casing, fine, around, bold] = ["veil", "casing", "mark thin", "casing", "mark"].map((name) => draw(marks, "path", { class: name }));

    function point(role, row, column) {
      const found = linked[role](row, column);
      veil.setAttribute("d", [`M0 0H${clip.width}V${clip.height}H0Z`, ...found.bold, ...found.fine, ...found.open].join(""));
      casing.setAttribute("d", found.fine.join(""));
      fine.setAttribute("d", found.fine.join(""));
      around.setAttribute("d", found.bold.join(""));
      bold.setAttribute("d", found.bold.join(""));
      marks.classList.add("shown");
      pointed = capital(found.text);
      tell();
    }
    function away() {
      marks.classList.remove("shown");
      for (const path of [veil, casing, fine, around, bold]) path.removeAttribute("d");
      pointed = "";
      tell();
    }

    for (const grid of areas.grids) {
      const group = draw(overlay, "g", { class: `cells ${grid.role}`, role: "group", "aria-label": grid.name });
      const paths = [];
      for (let place = 0; place < grid.rows * grid.columns; place++) {
        const row = Math.floor(place / grid.columns), column = place % grid.columns;
        const role = grid.role === "output" ? "button" : "img";
        const path = draw(group, "path", { d: quad(grid, row, column), role, tabindex: place ? -1 : 0, "data-place": place });
        path.setAttribute("aria-label", capital(linked[grid.role](row, column).text));
        path.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && point(grid.role, row, column));
        path.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && away());
        path.addEventListener("focus", () => {
          paths.forEach((other) => other.setAttribute("tabindex", other === path ? 0 : -1));
          point(grid.role, row, column);
        });
        path.addEventListener("blur", away);
        paths.push(path);
      }
      const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns };
      group.addEventListener("keydown", (event) => {
        const place = Number(event.target.dataset.place);
        let target = null;
        if (event.key in moves) target = place + moves[event.key];
        else if (event.key === "Home") target = 0;
        else if (event.key === "End") target = paths.length - 1;
        else if (event.key === "Escape") event.target.blur();
        else if ((event.key === "Enter" || event.key === " ") && grid.role === "output") goToCell(place);
        else return;
        event.preventDefault();
        if (target !== null && paths[target]) paths[target].focus();
      });
    }
  }
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  if (clip.areas) prepare(clip.areas);

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
