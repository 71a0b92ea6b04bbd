// Makes the pages live. Everything works without it, by forms and links.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const fragment = { Accept: "text/html; fragment" };
  const offline = "<p>通信できませんでした。入力した内容はそのまま残っています。電波や接続をお確かめのうえ、もう一度お試しください。</p>";

  const announce = (text) => {
    const place = byId("announce");
    place.textContent = "";
    // Screen readers speak a change; the same text twice would be none.
    setTimeout(() => { place.textContent = text; }, 50);
  };

  // Sends a form and returns { ok, html }; never throws.
  const send = async (form, submitter) => {
    const body = new URLSearchParams(new FormData(form));
    if (submitter && submitter.name) body.append(submitter.name, submitter.value);
    try {
      const answer = await fetch(form.action, { method: "POST", headers: fragment, body });
      return { ok: answer.ok, html: await answer.text() };
    } catch {
      return { ok: false, html: offline };
    }
  };

  const chat = () => {
    const form = document.querySelector("form[data-ask]");
    if (!form) return;
    const box = byId("question");
    const log = byId("log");
    const errors = byId("ask-error");
    const thinking = byId("thinking");
    const button = form.querySelector("button");
    let busy = false;

    const wait = (is) => {
      busy = is;
      button.setAttribute("aria-disabled", String(is));
      thinking.textContent = is ? "考え中です…" : "";
    };
    const fail = (html) => {
      errors.innerHTML = html;
      errors.parentElement.classList.add("wrong");
      box.setAttribute("aria-invalid", "true");
    };
    const show = (html) => {
      errors.innerHTML = "";
      errors.parentElement.classList.remove("wrong");
      box.removeAttribute("aria-invalid");
      log.insertAdjacentHTML("beforeend", html);
      // Only the last card takes an answer to its question back.
      for (const fact of log.querySelectorAll(".card:not(:last-child) .fact")) fact.remove();
      // The next question is another one, also in the same words. As long as no answer came, the
      // forms keep their id, so that what is sent again is answered once.
      const next = log.lastElementChild.dataset.event;
      for (const field of document.querySelectorAll("main input[name=event]")) field.value = next;
      byId("examples").hidden = true;
      byId("reset").hidden = false;
      form.querySelector("label").textContent = "続けて質問する";
      log.lastElementChild.scrollIntoView({ block: "start", behavior: "smooth" });
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      if (!box.value.trim()) {
        fail("<p>質問を入力してください。</p>");
        box.focus();
        return;
      }
      wait(true);
      const { ok, html } = await send(form);
      wait(false);
      if (ok) {
        show(html);
        box.value = "";
      } else {
        fail(html);
        box.focus();
      }
    });

    // Enter sends, Shift+Enter breaks the line; Enter that ends a conversion (IME) does neither.
    // Phones keep Enter for line breaks: their keyboards have no Shift+Enter.
    if (matchMedia("(hover: hover) and (pointer: fine)").matches) {
      form.querySelector(".keys").hidden = false;
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        form.requestSubmit();
      });
    }

    // Buttons with a question: examples, candidates, related ones.
    document.addEventListener("submit", async (event) => {
      if (!event.target.matches("form[data-send]")) return;
      event.preventDefault();
      if (busy) return;
      wait(true);
      const { ok, html } = await send(event.target, event.submitter);
      wait(false);
      if (ok) {
        show(html);
        log.lastElementChild.focus({ preventScroll: true });
      } else {
        fail(html);
        errors.scrollIntoView({ block: "center" });
      }
    });

    document.addEventListener("submit", async (event) => {
      if (!event.target.matches("form[data-rate]")) return;
      event.preventDefault();
      const form = event.target;
      const place = form.parentElement;
      const { ok, html } = await send(form, event.submitter);
      if (!ok) {
        form.insertAdjacentHTML("beforeend", `<div class="error" role="alert">${html}</div>`);
        return;
      }
      place.innerHTML = html;
      place.focus({ preventScroll: true });
    });
  };

  // A second press sends nothing. The form's id protects where this script does not run.
  const once = () => {
    for (const form of document.querySelectorAll("form[data-once]")) {
      form.addEventListener("submit", (event) => {
        if (form.dataset.sent) {
          event.preventDefault();
          return;
        }
        form.dataset.sent = "yes";
        for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
      });
    }
    // Back in a page that the browser had kept: it can be sent again.
    addEventListener("pageshow", () => {
      for (const form of document.querySelectorAll("form[data-sent]")) {
        delete form.dataset.sent;
        for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
      }
    });
  };

  const live = () => {
    const place = byId("live");
    if (!place || !window.EventSource) return;
    const version = () => place.firstElementChild.dataset.version;
    let events;
    let running = false;
    let again = false;
    const refresh = async () => {
      if (running) {
        again = true;
        return;
      }
      running = true;
      try {
        const answer = await fetch(place.dataset.live, { headers: fragment });
        if (answer.status === 401 || answer.status === 404) events.close();
        if (answer.ok) {
          const before = version();
          const html = await answer.text();
          const next = document.createElement("template");
          next.innerHTML = html;
          if (next.content.firstElementChild.dataset.version !== before) {
            place.innerHTML = html;
            announce(place.dataset.say);
          }
          const title = place.firstElementChild.dataset.title;
          if (title) document.title = title;
        }
      } catch {
        // The stream reconnects by itself, and its first event refreshes.
      }
      running = false;
      if (again) {
        again = false;
        refresh();
      }
    };
    const listen = () => {
      document.body.classList.add("live");
      events = new EventSource(place.dataset.events);
      events.addEventListener("change", refresh);
      // Refused, for example because too many pages listen: the browser does not try again.
      events.addEventListener("error", () => {
        if (events.readyState !== EventSource.CLOSED) return;
        document.body.classList.remove("live");
        setTimeout(listen, 30000);
      });
    };
    listen();
    addEventListener("pagehide", () => events.close());
    // Back from the browser's cache the stream is gone: load afresh.
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  };

  const helpers = () => {
    for (const button of document.querySelectorAll("[data-copy]")) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(button.dataset.copyText);
          announce("コピーしました。");
          button.textContent = "コピーしました";
        } catch {
          announce("コピーできませんでした。書き写してください。");
        }
      });
    }
    for (const button of document.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => print());
    }
    const first = document.querySelector("[data-focus]");
    if (first) first.focus();
  };

  chat();
  once();
  live();
  helpers();
})();
