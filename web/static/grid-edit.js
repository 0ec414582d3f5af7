/* Editing in a grid: cells typed, pasted and filled are sent at once and stored all or none; undo and redo. */
(() => {
  "use strict";

  const announce = (text) => document.dispatchEvent(new CustomEvent("announce", { detail: text }));
  const element = (tag, attributes, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  };
  const button = (text, act, primary) => {
    const made = element("button", { type: "button", className: primary ? "btn sm primary" : "btn sm", onclick: act }, text);
    return made;
  };

  class Editor {
    constructor(box) {
      this.box = box;
      this.grid = new window.QuarterdeckGrid(box);
      /* Rows that were typed and are not stored: each a row of the table, its id if it has one, texts by column. */
      this.waiting = [];
      this.queue = Promise.resolve();
      this.done = JSON.parse(sessionStorage.getItem(this.memory) || "[]");
      this.undone = []; // with the page; what was done is kept while the tab is open
      this.said = element("div", { className: "grid-said" });
      this.said.setAttribute("role", "alert");
      box.after(this.said);
      this.tools = box.parentNode.querySelector(".grid-tools");
      box.addEventListener("keydown", (event) => this.press(event));
      box.addEventListener("dblclick", (event) => {
        const cell = event.target.closest("tbody th, tbody td");
        if (cell && !event.target.closest("a, button, input, select")) this.open(cell);
      });
      document.addEventListener("paste", (event) => this.paste(event));
      // What waits to be stored is lost neither by a filter nor by leaving the page.
      document.addEventListener("htmx:beforeSwap", (event) => {
        if (event.detail.target !== box || !this.waiting.length) return;
        event.detail.shouldSwap = false;
        this.said.scrollIntoView({ block: "nearest" });
      });
      window.addEventListener("beforeunload", (event) => { if (this.waiting.length) event.preventDefault(); });
      this.tools.querySelector("[data-undo]").onclick = () => this.step(this.done, this.undone);
      this.tools.querySelector("[data-redo]").onclick = () => this.step(this.undone, this.done);
      this.keep();
    }

    get save() { return this.grid.table.dataset.save; }
    get memory() { return `undo:${this.box.querySelector("table").dataset.save}`; }

    keep() {
      sessionStorage.setItem(this.memory, JSON.stringify(this.done.slice(-100)));
      this.tools.querySelector("[data-undo]").disabled = !this.done.length;
      this.tools.querySelector("[data-redo]").disabled = !this.undone.length;
      const many = this.done.length;
      this.tools.querySelector("[data-count]").textContent = many ? `${many} ${many === 1 ? "change" : "changes"}` : "";
    }

    /* ---------- keys ---------- */
    press(event) {
      const cell = event.target;
      if (event.isComposing || event.defaultPrevented) return;
      if (!cell.matches("tbody th, tbody td")) return this.inside(event);
      const ctrl = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      let taken = true;
      if (ctrl && key === "z") event.shiftKey ? this.step(this.undone, this.done) : this.step(this.done, this.undone);
      else if (ctrl && key === "y") this.step(this.undone, this.done);
      else if (ctrl && key === "d") this.fill();
      else if (key === "enter" && (ctrl || !this.grid.key(cell.cellIndex))) this.enter(cell);
      else if (key === "f2" || key === "enter") this.open(cell);
      else if (key === " " && event.shiftKey && cell.parentNode.querySelector(".pick input")) cell.parentNode.querySelector(".pick input").click();
      else if (key === " " && this.isCheck(cell)) this.toggle(cell);
      else if (key === "delete" || key === "backspace") this.put(this.each(() => ""));
      else if (key === "escape") { if (this.waiting.length) this.discard(); else this.grid.go(this.grid.at); }
      else if (event.key.length === 1 && !ctrl && !event.altKey && this.grid.key(cell.cellIndex)) this.open(cell, event.key);
      else taken = this.grid.move(event);
      if (taken) { event.preventDefault(); event.stopPropagation(); }
      return undefined;
    }

    /* On a link or button inside a cell: Escape goes back to the cell, the arrows to the next button. */
    inside(event) {
      const cell = event.target.closest("tbody th, tbody td");
      if (!cell || !event.target.matches("a, button") || cell.closest(".editing, [data-none]")) return;
      const all = [...cell.querySelectorAll("a, button")];
      const next = all[all.indexOf(event.target) + { ArrowRight: 1, ArrowLeft: -1 }[event.key]];
      if (event.key === "Escape") this.grid.go(this.grid.place(cell));
      else if (next) next.focus();
      else return;
      event.preventDefault();
    }

    enter(cell) {
      const first = (this.grid.key(cell.cellIndex) ? cell.parentNode : cell).querySelector("a, button");
      if (!first) return;
      if (this.grid.key(cell.cellIndex)) first.click(); else first.focus();
    }

    /* ---------- one cell ---------- */
    why(cell) {
      const head = this.grid.head(cell.cellIndex);
      if (!this.grid.key(cell.cellIndex)) return "Enter goes to the buttons of this row.";
      if (head.hasAttribute("data-computed")) return `${this.grid.label(cell.cellIndex)} is worked out and cannot be typed here.`;
      return cell.dataset.fixed ? `${this.grid.label(cell.cellIndex)}: ${cell.dataset.fixed}.` : "";
    }

    isCheck(cell) { return this.grid.key(cell.cellIndex) === "mandatory"; }
    toggle(cell) { this.put([[cell, this.grid.text(cell) ? "" : "yes"]]); }

    open(cell, first) {
      const reason = this.why(cell);
      if (reason) { announce(reason); this.tell("info", reason); return; }
      if (this.isCheck(cell) && first === undefined) { this.toggle(cell); return; }
      const key = this.grid.key(cell.cellIndex);
      const input = element("input", { className: "cell-input open", value: first === undefined ? this.grid.text(cell) : first, autocomplete: "off" });
      const row = this.grid.text(cell.parentNode.cells[0]) || `new ${this.grid.table.dataset.noun}`;
      input.setAttribute("aria-label", `${this.grid.label(cell.cellIndex)}, ${row}`);
      if (document.getElementById(`cells-${key}`)) input.setAttribute("list", `cells-${key}`);
      if (cell.classList.contains("num")) input.classList.add("num");
      cell.classList.add("typing");
      cell.append(input);
      input.focus();
      if (first === undefined) input.select();
      input.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        const ways = { Enter: event.shiftKey ? { r: -1, c: 0 } : { r: 1, c: 0 }, Tab: event.shiftKey ? { r: 0, c: -1 } : { r: 0, c: 1 } };
        if (event.key === "Escape" || ways[event.key]) event.preventDefault();
        event.stopPropagation();
        if (event.key === "Escape") { this.close(cell); this.grid.go(this.grid.place(cell)); }
        else if (ways[event.key]) this.commit(cell, input, ways[event.key]);
      });
      // Whoever clicks elsewhere keeps what was typed, as in a spreadsheet.
      input.addEventListener("blur", () => { if (input.classList.contains("open")) this.commit(cell, input, null); });
    }

    close(cell) {
      const input = cell.querySelector(".cell-input.open");
      cell.classList.remove("typing");
      // Taking the focused field out is leaving it: it is no longer open by then.
      if (input) { input.classList.remove("open"); input.remove(); }
    }

    commit(cell, input, way) {
      const text = input.value.trim();
      this.close(cell);
      if (text !== this.grid.text(cell)) this.put([[cell, text]]);
      const { r, c } = this.grid.place(cell);
      if (way) this.grid.go({ r: r + way.r, c: c + way.c });
    }

    /* ---------- many cells ---------- */
    /* Pairs of cell and text for the range, without what cannot be typed. */
    each(textOf) {
      return this.grid.matrix().flatMap((row, i) => row.map((cell, j) => [cell, textOf(cell, i, j)]))
        .filter(([cell, text]) => !this.why(cell) && text !== undefined && !cell.closest("[data-blank]"));
    }

    fill() {
      const { r0, r1, c0 } = this.grid.range();
      const source = r0 === r1 ? r0 - 1 : r0;
      if (source < 0) return;
      this.put(this.each((cell, i) => (r0 + i === source ? undefined : this.grid.text(this.grid.cell({ r: source, c: cell.cellIndex })))));
      announce(`Filled from row ${source + 1}, column ${this.grid.label(c0)} on`);
    }

    paste(event) {
      const cell = document.activeElement;
      if (!cell || !this.box.contains(cell) || !cell.matches("tbody th, tbody td") || !event.clipboardData) return;
      event.preventDefault();
      const texts = window.QuarterdeckGrid.read(event.clipboardData);
      if (this.hasHeads(texts)) { this.send({ sheet: texts.map((row) => row.join("\t")).join("\n") }, []); return; }
      const { r0, c0 } = this.grid.range();
      if (texts.length === 1 && texts[0].length === 1) { this.put(this.pairs(r0, c0, texts[0][0])); return; }
      this.put(texts.flatMap((row, i) => row.map((text, j) => [this.target(r0 + i, c0 + j), text])).filter(([to]) => to));
      this.grid.from = { r: r0, c: c0 };
      this.grid.go({ r: r0 + texts.length - 1, c: Math.min(c0 + Math.max(...texts.map((row) => row.length)) - 1, this.grid.heads.length - 1) }, true);
    }

    /* One text for every cell of the range. */
    pairs(r, c, text) {
      const found = this.each(() => text);
      return found.length ? found : [[this.target(r, c), text]].filter(([to]) => to);
    }

    hasHeads(texts) {
      const names = { project: ["project", "name", "title"], person: ["person", "name", "engineer", "who"] }[this.grid.table.dataset.noun];
      return texts.length > 1 && texts[0].length > 1 && names.includes(texts[0][0].toLowerCase());
    }

    /* The cell at a place; below the table, of a new row. Nothing where the column is worked out. */
    target(r, c) {
      if (c >= this.grid.heads.length || !this.grid.key(c) || this.grid.head(c).hasAttribute("data-computed")) return null;
      while (r > this.grid.rows().length - 2) this.addRow();
      return this.grid.cell({ r, c });
    }

    /* The last row becomes a new one, and another blank one follows. */
    addRow() {
      const blank = this.grid.body.querySelector("[data-blank]");
      blank.after(blank.cloneNode(true));
      delete blank.dataset.blank;
      blank.className = "new";
      blank.querySelectorAll("[tabindex]").forEach((cell) => cell.removeAttribute("tabindex"));
      return blank;
    }

    /* Store texts in cells: those that differ, and everything that waits where one of its cells is among them. */
    put(pairs) {
      const rows = new Map();
      for (const [cell, text] of pairs) {
        if (cell.closest("[data-blank]")) { if (!text) continue; this.addRow(); }
        if (text === this.grid.text(cell)) continue;
        const row = cell.parentNode;
        if (!rows.has(row)) rows.set(row, { row, id: row.id ? row.id.slice(4) : null, cells: {} });
        rows.get(row).cells[this.grid.key(cell.cellIndex)] = text;
        this.show(cell, text);
      }
      if (!rows.size) return;
      if (this.waiting.some(({ row }) => rows.has(row))) {
        for (const old of this.waiting) {
          const now = rows.get(old.row);
          rows.set(old.row, now ? { ...old, cells: { ...old.cells, ...now.cells } } : old);
        }
        this.waiting = [];
      }
      this.store([...rows.values()]);
    }

    store(batch) {
      const body = () => ({ rows: batch.map(({ row, id, cells }) => ({ id, version: id ? Number(row.dataset.version) : null, cells })) });
      this.send(body, batch);
    }

    show(cell, text) {
      if (!cell.kept) cell.kept = [...cell.childNodes];
      cell.typed = text;
      cell.replaceChildren(text);
      cell.classList.add("unsaved");
    }

    restore(cell) {
      if (cell.kept) cell.replaceChildren(...cell.kept);
      delete cell.kept;
      delete cell.typed;
      delete cell.dataset.tip;
      cell.classList.remove("unsaved", "wrong");
      ["title", "aria-invalid", "aria-describedby"].forEach((name) => cell.removeAttribute(name));
    }

    /* ---------- the server ---------- */
    send(body, batch, address = this.save, stored = (found) => this.remember(found)) {
      const turn = this.queue.then(async () => {
        this.box.setAttribute("aria-busy", "true");
        try {
          const answer = await fetch(address, {
            method: "POST",
            // The rows that come back are drawn as this page shows them: the server reads how from its address.
            headers: { "Content-Type": "application/json", "HX-Request": "true", "Quarterdeck-Written": document.documentElement.dataset.written, "HX-Current-URL": window.location.href },
            body: JSON.stringify(typeof body === "function" ? body() : body),
          });
          const isJson = (answer.headers.get("content-type") || "").includes("json");
          const found = isJson ? await answer.json() : { message: new DOMParser().parseFromString(await answer.text(), "text/html").body.innerText.trim() || "It could not be stored." };
          if (answer.ok) { this.stored(found, batch); stored(found); }
          else if (found.theirs) this.conflict(found, batch);
          else this.refused(found, batch);
        } catch (error) {
          this.refused({ message: "The server cannot be reached. What you typed is still here." }, batch);
          if (!(error instanceof TypeError)) throw error;
        } finally {
          this.box.removeAttribute("aria-busy");
        }
      });
      this.queue = turn.catch(() => null);
    }

    stored(found, batch) {
      this.said.replaceChildren();
      const html = new Map(found.rows.map((row) => [row.id, row.html]));
      batch.forEach(({ row }, n) => {
        const id = found.ids[n];
        if (html.has(id)) { this.draw(row, html.get(id)); html.delete(id); } else [...row.cells].forEach((cell) => this.restore(cell));
      });
      for (const [id, text] of html) {
        const row = document.getElementById(`row-${id}`) || this.addRow();
        this.draw(row, text);
      }
      found.gone.forEach((id) => { const row = document.getElementById(`row-${id}`); if (row) row.remove(); });
      announce(found.said);
      this.again();
    }

    remember(found) {
      if (!found.undo) return;
      this.done.push(found.undo);
      this.undone = [];
      this.keep();
    }

    /* Put the server's row in place, cell by cell: the one that is being typed in stays. */
    draw(row, html) {
      const fresh = element("template", { innerHTML: html }).content.querySelector("tr");
      const cells = [...fresh.cells];
      row.id = fresh.id;
      row.className = fresh.className;
      row.dataset.version = fresh.dataset.version;
      cells.forEach((cell, c) => {
        const old = row.cells[c];
        if (old.classList.contains("typing")) { old.dataset.text = cell.dataset.text; old.classList.remove("unsaved"); delete old.typed; delete old.kept; }
        else old.replaceWith(cell);
      });
      window.htmx.process(row);
      this.grid.prepare();
    }

    /* The keyboard goes on where it was, in a cell that may be a new one. */
    again() {
      const lost = document.activeElement === document.body || !document.activeElement;
      if (lost) this.grid.go(this.grid.at, true); else this.grid.paint();
    }

    refused(found, batch) {
      const wrong = (found.wrong || []).filter(({ row }) => row !== null && batch[row]);
      batch.forEach(({ row }) => [...row.cells].forEach((cell) => { cell.classList.remove("wrong"); cell.removeAttribute("aria-invalid"); }));
      const lines = (found.wrong || []).map((one, n) => {
        const at = wrong.includes(one) ? batch[one.row].row.cells[Math.max(0, this.grid.column(one.column))] : null;
        const line = element("li", { id: `wrong-${n}` });
        if (!at) { line.append(one.message); return line; }
        at.classList.add("wrong");
        at.title = one.message;
        at.setAttribute("aria-invalid", "true");
        at.setAttribute("aria-describedby", line.id);
        const name = this.grid.text(at.parentNode.cells[0]) || "New row";
        line.append(element("button", { type: "button", className: "linklike", onclick: () => this.grid.go(this.grid.place(at)) }, `${name}, ${this.grid.label(at.cellIndex)}`), `: ${one.message}`);
        return line;
      });
      this.waiting = [...this.waiting, ...batch.filter(({ row }) => !this.waiting.some((old) => old.row === row))];
      const title = lines.length ? "Nothing was stored yet: mend the marked cells, and all of it is stored." : found.message;
      const shown = lines.slice(0, 12);
      if (lines.length > shown.length) shown.push(element("li", {}, `and ${lines.length - shown.length} more`));
      const acts = this.waiting.length ? [button("Try again", () => this.retry(), true), button("Give up (Esc)", () => this.discard())] : [button("Close", () => this.said.replaceChildren())];
      this.tell("bad", title, shown.length ? element("ul", {}, ...shown) : "", element("div", { className: "row" }, ...acts));
      const first = wrong[0] && batch[wrong[0].row].row.cells[Math.max(0, this.grid.column(wrong[0].column))];
      if (first && !this.box.querySelector(".typing")) this.grid.go(this.grid.place(first)); else this.again();
    }

    retry() {
      const batch = this.waiting;
      this.waiting = [];
      this.said.replaceChildren();
      this.store(batch);
    }

    discard() {
      for (const { row, id } of this.waiting) { if (id) [...row.cells].forEach((cell) => this.restore(cell)); else row.remove(); }
      this.waiting = [];
      this.said.replaceChildren();
      this.grid.go(this.grid.at);
    }

    /* Somebody else was faster: both versions, and one of them is chosen. */
    conflict(found, batch) {
      const name = (n) => this.grid.text(batch[n].row.cells[0]);
      const line = (texts, tag) => element("tr", {}, ...texts.map((text) => element(tag, tag === "th" ? { scope: "col" } : {}, text || "–")));
      const rows = found.theirs.map((one) => line([name(one.row), this.grid.label(this.grid.column(one.column)), batch[one.row].cells[one.column], one.text], "td"));
      const table = element("table", { className: "dense" }, element("thead", {}, line(["Row", "Column", "Yours", "Theirs, stored"], "th")), element("tbody", {}, ...rows));
      const fresh = new Map(found.rows.map((row) => [row.id, row.html]));
      const version = (id) => element("template", { innerHTML: fresh.get(id) }).content.querySelector("tr").dataset.version;
      this.waiting = batch;
      const mine = () => {
        batch.forEach(({ row, id }) => { if (fresh.has(id)) row.dataset.version = version(id); });
        this.waiting = batch.filter(({ id }) => !found.gone.includes(id));
        this.retry();
      };
      const theirs = () => {
        this.waiting = [];
        this.said.replaceChildren();
        batch.forEach(({ row, id }) => { if (fresh.has(id)) this.draw(row, fresh.get(id)); else row.remove(); });
        this.grid.go(this.grid.at);
      };
      const both = rows.length ? element("div", { className: "scroll" }, table) : "What you typed is still free to store.";
      this.tell("warn", found.message, both, element("div", { className: "row" }, button("Store mine", mine, true), button("Keep theirs", theirs)));
      this.said.querySelector("button").focus();
    }

    tell(tone, title, ...more) {
      const inner = element("div", {}, element("strong", {}, title), ...more);
      this.said.replaceChildren(element("div", { className: `notice ${tone}` }, inner));
      if (tone === "info") window.setTimeout(() => { if (inner.isConnected) this.said.replaceChildren(); }, 6000);
    }

    /* ---------- undo and redo ---------- */
    step(from, to) {
      const token = from.pop();
      if (!token) { announce("There is nothing to undo or redo."); return; }
      this.keep();
      this.send({}, [], `${this.save}/undo/${token}`, (found) => { to.push(found.undo); this.keep(); });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-grid]").forEach((box) => { if (box.querySelector("table[data-save]")) new Editor(box); });
  });
})();
