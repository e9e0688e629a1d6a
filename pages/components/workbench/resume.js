// A file whose connection breaks goes on where it was, once the server answers again. Streamlit sends a file with one
// XMLHttpRequest: for addresses of uploads, and for them alone, this one stands in its place and makes as many requests
// as it takes. `Upload-Offset` says from which byte each brings the rest; HEAD asks how many have arrived.
(() => {
  const scope = /** @type {any} */ (window);
  if (scope.obsResume) return;
  scope.obsResume = true;
  const ADDRESS = /\/_stcore\/upload_file\/[^/]+\/[^/?]+$/;
  const LONGEST_WAIT_MS = 15_000;
  const MOST_TRIES = 12; // without a byte more: about two minutes
  const GATEWAY = [502, 503, 504];
  const Plain = window.XMLHttpRequest;

  /** What stands for a request: Streamlit's own until it turns out to be an upload. */
  class Resuming extends Plain {
    /** @type {any} */
    obs = {};

    open(method, url, ...rest) {
      this.obs = { method: String(method).toUpperCase(), url: String(url), headers: [], tries: 0, ended: false };
      // @ts-ignore: the two forms of `open` differ in what follows
      super.open(method, url, ...rest);
    }

    setRequestHeader(name, value) {
      this.obs.headers.push([name, value]);
      super.setRequestHeader(name, value);
    }

    send(body) {
      const address = new URL(this.obs.url, document.baseURI);
      const entry = body instanceof FormData ? [...body.entries()].find(([, value]) => value instanceof File) : null;
      if (this.obs.method !== "PUT" || !entry || !ADDRESS.test(address.pathname)) {
        super.send(body);
        return;
      }
      [this.obs.field, this.obs.file] = entry;
      this.bring(0);
    }

    /** Send the file from a byte on. */
    bring(offset) {
      const { url, headers, field, file } = this.obs;
      const inner = (this.obs.inner = new Plain());
      inner.open("PUT", url);
      inner.withCredentials = this.withCredentials;
      headers.forEach(([name, value]) => inner.setRequestHeader(name, value));
      inner.setRequestHeader("Upload-Offset", String(offset));
      inner.upload.onprogress = (event) => {
        const loaded = Math.min(file.size, offset + event.loaded);
        this.upload.dispatchEvent(new ProgressEvent("progress", { lengthComputable: true, loaded, total: file.size }));
      };
      inner.onload = () => {
        if (GATEWAY.includes(inner.status)) this.lost();
        else if (inner.status === 409 && offset > 0) this.bring(0);
        else this.end("load");
      };
      inner.onerror = () => this.lost();
      const form = new FormData();
      form.append(field, file.slice(offset, file.size, file.type), file.name);
      inner.send(form);
    }

    /** The connection broke: wait, ask how much has arrived, and go on. */
    lost() {
      if (this.obs.ended) return;
      this.obs.tries += 1;
      if (this.obs.tries > MOST_TRIES) {
        this.end("error");
        return;
      }
      const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.obs.tries);
      this.obs.timer = setTimeout(() => {
        const asked = (this.obs.inner = new Plain());
        asked.open("HEAD", this.obs.url);
        asked.onerror = () => this.lost();
        asked.onload = () => {
          if (GATEWAY.includes(asked.status)) {
            this.lost();
            return;
          }
          const there = Number(asked.getResponseHeader("Upload-Offset") || 0);
          if (there > (this.obs.there || 0)) this.obs.tries = 0;
          this.obs.there = there;
          this.bring(there);
        };
        asked.send();
      }, wait);
    }

    end(kind) {
      this.obs.ended = true;
      this.dispatchEvent(new ProgressEvent(kind));
      this.dispatchEvent(new ProgressEvent("loadend"));
    }

    abort() {
      const { inner, timer, url, headers, file } = this.obs;
      if (!file) {
        super.abort();
        return;
      }
      this.obs.ended = true;
      clearTimeout(timer);
      if (inner) inner.abort();
      const gone = new Plain(); // what has arrived of it gives its share back
      gone.open("DELETE", url);
      headers.forEach(([name, value]) => gone.setRequestHeader(name, value));
      gone.send();
    }

    get answered() {
      return this.obs.file && this.obs.ended ? this.obs.inner : null;
    }

    get readyState() {
      return this.answered ? 4 : super.readyState;
    }

    get status() {
      return this.answered ? this.answered.status : super.status;
    }

    get statusText() {
      return this.answered ? this.answered.statusText : super.statusText;
    }

    get response() {
      return this.answered ? this.answered.response : super.response;
    }

    get responseText() {
      return this.answered ? this.answered.responseText : super.responseText;
    }

    get responseURL() {
      return this.answered ? this.answered.responseURL : super.responseURL;
    }

    getAllResponseHeaders() {
      return this.answered ? this.answered.getAllResponseHeaders() : super.getAllResponseHeaders();
    }
  }
  window.XMLHttpRequest = Resuming;
})();
