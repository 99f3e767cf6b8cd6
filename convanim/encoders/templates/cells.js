"use strict";
// Cells to point at: a veil over the picture leaves open what belongs together. `clip` has the areas, the
// picture's size and the words; `pointAt` is told what is pointed at in words, `goTo` the place of an output.
function showCells(overlay, clip, pointAt, goTo) {
  const { areas, words } = clip;
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const SVG = "http://www.w3.org/2000/svg";
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
    pointAt(capital(found.text));
  }
  function away() {
    marks.classList.remove("shown");
    for (const path of [veil, casing, fine, around, bold]) path.removeAttribute("d");
    pointAt("");
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
      else if ((event.key === "Enter" || event.key === " ") && grid.role === "output") goTo(place);
      else return;
      event.preventDefault();
      if (target !== null && paths[target]) paths[target].focus();
    });
  }
}
