/* A table that is moved through like a spreadsheet (APG: grid): one stop for Tab, arrows, ranges, copying. */
(() => {
  "use strict";

  const JUMP = 10;

  class Grid {
    constructor(box) {
      this.box = box;
      this.at = { r: 0, c: 0 };
      this.from = { r: 0, c: 0 };
      this.pressed = false;
      box.addEventListener("pointerdown", (event) => this.press(event));
      box.addEventListener("pointerover", (event) => this.drag(event));
      document.addEventListener("pointerup", () => { this.pressed = false; box.classList.remove("selecting"); });
      box.addEventListener("focusin", (event) => {
        const cell = event.target.matches("tbody th, tbody td") ? event.target : null;
        if (cell && !this.has(this.place(cell))) this.go(this.place(cell));
      });
      document.addEventListener("copy", (event) => this.copy(event));
      document.addEventListener("htmx:load", (event) => { if (box.contains(event.target)) this.prepare(); });
      this.prepare();
    }

    get table() { return this.box.querySelector("table"); }
    get body() { return this.table.tBodies[0]; }
    get heads() { return [...this.table.tHead.rows[0].cells]; }
    /* Rows whose cells stand under the headings: not one whose form is open, nor the line that none fits. */
    rows() { return [...this.body.rows].filter((row) => !row.matches(".editing, [data-none]")); }
    head(c) { return this.heads[c]; }
    key(c) { return this.head(c).dataset.col || ""; }
    label(c) { return this.head(c).innerText.replace(/[↑↓]/g, "").trim(); }
    column(key) { return this.heads.findIndex((head) => head.dataset.col === key); }
    cell(place) { const row = this.rows()[place.r]; return row ? row.cells[place.c] : null; }
    place(cell) { return { r: this.rows().indexOf(cell.parentNode), c: cell.cellIndex }; }
    has(place) { return place.r === this.at.r && place.c === this.at.c; }
    active() { return this.cell(this.at); }
    /* What stands in a cell as it is typed: what is not stored yet, else what is. */
    text(cell) {
      if (cell.typed !== undefined) return cell.typed;
      if (cell.dataset.text !== undefined) return cell.dataset.text;
      if (cell.closest("[data-blank], .new")) return "";
      const shown = cell.innerText.replace(/\s+/g, " ").trim();
      return shown === "–" ? "" : shown;
    }

    prepare() {
      if (!this.table) return;
      this.table.setAttribute("role", "grid");
      this.table.setAttribute("aria-multiselectable", "true");
      // One stop for Tab: what is inside cells is reached from them.
      this.box.querySelectorAll("tbody a, tbody button, tbody .pick input").forEach((e) => { if (!e.closest(".editing, [data-none]")) e.tabIndex = -1; });
      if (!this.box.querySelector('tbody [tabindex="0"]')) {
        const cell = this.active() || this.cell({ r: 0, c: 0 });
        if (cell) cell.tabIndex = 0;
      }
    }

    range() {
      const [a, b] = [this.from, this.at];
      return { r0: Math.min(a.r, b.r), r1: Math.max(a.r, b.r), c0: Math.min(a.c, b.c), c1: Math.max(a.c, b.c) };
    }

    /* Cells of the range, row by row; those of the column of buttons are none. */
    matrix() {
      const { r0, r1, c0, c1 } = this.range();
      return this.rows().slice(r0, r1 + 1).map((row) => [...row.cells].slice(c0, c1 + 1).filter((cell) => this.key(cell.cellIndex)));
    }

    go(place, extend = false) {
      const rows = this.rows();
      if (!rows.length) return;
      const r = Math.max(0, Math.min(rows.length - 1, place.r));
      const c = Math.max(0, Math.min(this.heads.length - 1, place.c));
      this.box.querySelectorAll('tbody [tabindex="0"]').forEach((e) => { e.tabIndex = -1; });
      this.at = { r, c };
      if (!extend) this.from = this.at;
      this.paint();
      const cell = rows[r].cells[c];
      if (this.head(c).hasAttribute("data-computed") || cell.dataset.fixed) cell.setAttribute("aria-readonly", "true");
      cell.tabIndex = 0;
      cell.focus({ preventScroll: true });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    paint() {
      this.box.querySelectorAll("[aria-selected]").forEach((e) => e.removeAttribute("aria-selected"));
      const { r0, r1, c0, c1 } = this.range();
      if (r0 === r1 && c0 === c1) return;
      this.matrix().flat().forEach((cell) => cell.setAttribute("aria-selected", "true"));
    }

    /* Keys that move; true when the key was one of them. */
    move(event) {
      const { key, shiftKey: extend } = event;
      const ends = event.ctrlKey || event.metaKey;
      if (event.altKey) return false;
      const { r, c } = this.at;
      const [bottom, right] = [this.rows().length - 1, this.heads.length - 1];
      const to = {
        ArrowUp: { r: ends ? 0 : r - 1, c }, ArrowDown: { r: ends ? bottom : r + 1, c },
        ArrowLeft: { r, c: ends ? 0 : c - 1 }, ArrowRight: { r, c: ends ? right : c + 1 },
        Home: { r: ends ? 0 : r, c: 0 }, End: { r: ends ? bottom : r, c: right },
        PageUp: { r: r - JUMP, c }, PageDown: { r: r + JUMP, c },
      }[key];
      if (to) { this.go(to, extend); return true; }
      if (ends && key.toLowerCase() === "a") {
        this.from = { r: 0, c: 0 };
        this.go({ r: bottom, c: right }, true);
        return true;
      }
      return false;
    }

    press(event) {
      const cell = event.target.closest("tbody th, tbody td");
      if (!cell || event.button !== 0 || event.target.closest("a, button, input, select, .editing, [data-none]")) return;
      event.preventDefault();
      this.pressed = event.pointerType !== "touch";
      this.go(this.place(cell), event.shiftKey);
    }

    drag(event) {
      const cell = this.pressed && event.target.closest && event.target.closest("tbody th, tbody td");
      if (!cell || cell.closest(".editing, [data-none]")) return;
      this.box.classList.add("selecting");
      const place = this.place(cell);
      if (!this.has(place)) this.go(place, true);
    }

    copy(event) {
      const cell = document.activeElement;
      if (!cell || !this.box.contains(cell) || !cell.matches("tbody th, tbody td") || !event.clipboardData) return;
      const texts = this.matrix().map((row) => row.map((one) => this.text(one)));
      const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
      const table = document.createElement("table");
      texts.forEach((row) => { const line = table.insertRow(); row.forEach((text) => { line.insertCell().textContent = text; }); });
      event.clipboardData.setData("text/plain", texts.map((row) => row.map(quoted).join("\t")).join("\n"));
      event.clipboardData.setData("text/html", table.outerHTML);
      event.preventDefault();
      const many = texts.flat().length;
      document.dispatchEvent(new CustomEvent("announce", { detail: `${many} ${many === 1 ? "cell" : "cells"} copied` }));
    }
  }

  /* Rows of cells out of the clipboard: an HTML table when there is one, else text apart by tabs. */
  Grid.read = (data) => {
    const html = data.getData("text/html");
    if (/<table/i.test(html)) {
      const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
      return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()));
    }
    const rows = [[""]];
    let quoted = false;
    const text = data.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let i = 0; i < text.length; i += 1) {
      const row = rows[rows.length - 1];
      const char = text[i];
      if (quoted && char === '"' && text[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; }
      else if (char === '"' && (quoted || row[row.length - 1] === "")) quoted = !quoted;
      else if (!quoted && char === "\t") row.push("");
      else if (!quoted && char === "\n") rows.push([""]);
      else row[row.length - 1] += char;
    }
    return rows.map((row) => row.map((cell) => cell.trim()));
  };

  window.QuarterdeckGrid = Grid;
})();
