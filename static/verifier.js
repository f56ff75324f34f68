// The verifier of vdraw/1 proofs in the browser. GENERATED from verifier/ by "npm run build" there: change that, not this.
// Contains @noble/curves and @noble/hashes, (c) Paul Miller, MIT licence: see docs/third-party/noble.md.
(() => {
  // src/page/dom.js
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== void 0) element.setAttribute(name, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== void 0 && child !== false));
    return element;
  }
  var SVG = "http://www.w3.org/2000/svg";
  function icon(id, isWide = false) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", isWide ? "i w" : "i");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#${id}`);
    svg.append(use);
    return svg;
  }
  function ballot(number) {
    const digits = String(number);
    const zeros = "0".repeat(Math.max(0, 4 - digits.length));
    return h("data", { class: "bn", value: digits }, zeros && h("span", { class: "z" }, zeros), digits);
  }
  var code = (label, value) => h("div", null, h("dt", null, label), h("dd", null, h("code", null, String(value))));
  var fold = (title, ...children) => h("details", null, h("summary", null, title), ...children);

  // node_modules/@noble/hashes/_u64.js
  var U32_MASK64 = /* @__PURE__ */ (() => BigInt(2 ** 32 - 1))();
  var _32n = /* @__PURE__ */ BigInt(32);
  function fromBig(n, le = false) {
    if (le)
      return { h: Number(n & U32_MASK64), l: Number(n >> _32n & U32_MASK64) };
    return { h: Number(n >> _32n & U32_MASK64) | 0, l: Number(n & U32_MASK64) | 0 };
  }
  function split(lst, le = false) {
    const len = lst.length;
    let Ah = new Uint32Array(len);
    let Al = new Uint32Array(len);
    for (let i = 0; i < len; i++) {
      const { h: h2, l } = fromBig(lst[i], le);
      [Ah[i], Al[i]] = [h2, l];
    }
    return [Ah, Al];
  }
  var fromNumH = (n) => n / 2 ** 32 | 0;
  var fromNumL = (n) => n >>> 0;
  function setU64FromNum(view, byteOffset, n, isLE) {
    const h2 = fromNumH(n);
    const l = fromNumL(n);
    view.setUint32(byteOffset, isLE ? l : h2, isLE);
    view.setUint32(byteOffset + 4, isLE ? h2 : l, isLE);
  }
  var shrSH = (h2, _l, s) => h2 >>> s;
  var shrSL = (h2, l, s) => h2 << 32 - s | l >>> s;
  var rotrSH = (h2, l, s) => h2 >>> s | l << 32 - s;
  var rotrSL = (h2, l, s) => h2 << 32 - s | l >>> s;
  var rotrBH = (h2, l, s) => h2 << 64 - s | l >>> s - 32;
  var rotrBL = (h2, l, s) => h2 >>> s - 32 | l << 64 - s;
  function add(Ah, Al, Bh, Bl) {
    const l = (Al >>> 0) + (Bl >>> 0);
    return { h: Ah + Bh + (l / 2 ** 32 | 0) | 0, l: l | 0 };
  }
  var add3L = (Al, Bl, Cl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0);
  var add3H = (low, Ah, Bh, Ch) => Ah + Bh + Ch + (low / 2 ** 32 | 0) | 0;
  var add4L = (Al, Bl, Cl, Dl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0);
  var add4H = (low, Ah, Bh, Ch, Dh) => Ah + Bh + Ch + Dh + (low / 2 ** 32 | 0) | 0;
  var add5L = (Al, Bl, Cl, Dl, El) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0) + (El >>> 0);
  var add5H = (low, Ah, Bh, Ch, Dh, Eh) => Ah + Bh + Ch + Dh + Eh + (low / 2 ** 32 | 0) | 0;

  // node_modules/@noble/hashes/utils.js
  function isBytes(a) {
    return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
  }
  var atitle = (title) => title ? `"${title}" ` : "";
  function anumber(n, title = "") {
    if (typeof n !== "number")
      throw new TypeError(atitle(title) + "expected number, got " + typeof n);
    if (!Number.isSafeInteger(n) || n < 0)
      throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
    return n;
  }
  function abytes(value, length, title = "") {
    if (isBytes(value) && (length === void 0 || value.length === length))
      return value;
    if (length !== void 0)
      anumber(length, "length");
    const bytes = isBytes(value);
    const ofLen = length !== void 0 ? ` of length ${length}` : "";
    const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
    const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
    if (!bytes)
      throw new TypeError(message);
    throw new RangeError(message);
  }
  function ahash(h2) {
    if (typeof h2 !== "function" || typeof h2.create !== "function")
      throw new TypeError("expected hash wrapped by utils.createHasher");
    anumber(h2.outputLen);
    anumber(h2.blockLen);
    if (h2.outputLen < 1 || h2.blockLen < 1)
      throw new Error("hash blockLen / outputLen must be >= 1");
  }
  var aobject = (value, label) => {
    if (value === null || typeof value !== "object" || Array.isArray(value))
      throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
  };
  var aopts = (value, label) => {
    aobject(value, label);
    const proto = Object.getPrototypeOf(value);
    if (proto !== Object.prototype && proto !== null)
      throw new TypeError(`"${label}" expected plain object`);
    if (Object.hasOwn(value, "__proto__"))
      throw new TypeError(`"${label}.__proto__" is not allowed`);
  };
  function aexists(instance, checkFinished = true) {
    if (instance.destroyed)
      throw new Error("hash was destroyed");
    if (checkFinished && instance.finished)
      throw new Error("digest() was already called");
  }
  function aoutput(out, instance) {
    abytes(out, void 0, "output");
    const min = instance.outputLen;
    if (!(out.length >= min)) {
      throw new RangeError('"output" expected length >= ' + min);
    }
  }
  function clean(...arrays) {
    for (let i = 0; i < arrays.length; i++) {
      arrays[i].fill(0);
    }
  }
  function createView(arr) {
    return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
  }
  function rotr(word, shift) {
    return word << 32 - shift | word >>> shift;
  }
  var hasHexBuiltin = /* @__PURE__ */ (() => (
    // @ts-ignore
    typeof Uint8Array.from([]).toHex === "function" && typeof Uint8Array.fromHex === "function"
  ))();
  var hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
  function bytesToHex(bytes) {
    abytes(bytes);
    if (hasHexBuiltin)
      return bytes.toHex();
    let hex2 = "";
    for (let i = 0; i < bytes.length; i++) {
      hex2 += hexes[bytes[i]];
    }
    return hex2;
  }
  function asciiToBase16(ch) {
    return ch >= 48 && ch <= 57 ? ch - 48 : ch >= 65 && ch <= 70 ? ch - (65 - 10) : ch >= 97 && ch <= 102 ? ch - (97 - 10) : void 0;
  }
  function hexToBytes(hex2) {
    if (typeof hex2 !== "string")
      throw new TypeError("hex string expected, got " + typeof hex2);
    if (hasHexBuiltin) {
      try {
        return Uint8Array.fromHex(hex2);
      } catch (error) {
        if (error instanceof SyntaxError)
          throw new RangeError(error.message);
        throw error;
      }
    }
    const hl = hex2.length;
    const al = hl / 2;
    if (hl % 2)
      throw new RangeError("hex string expected, got unpadded hex of length " + hl);
    const array = new Uint8Array(al);
    for (let ai = 0, hi = 0; ai < al; ai++, hi += 2) {
      const n1 = asciiToBase16(hex2.charCodeAt(hi));
      const n2 = asciiToBase16(hex2.charCodeAt(hi + 1));
      if (n1 === void 0 || n2 === void 0) {
        const char = hex2[hi] + hex2[hi + 1];
        throw new RangeError('hex string expected, got non-hex character "' + char + '" at index ' + hi);
      }
      array[ai] = n1 * 16 + n2;
    }
    return array;
  }
  function concatBytes(...arrays) {
    let sum = 0;
    for (let i = 0; i < arrays.length; i++) {
      const a = arrays[i];
      abytes(a);
      sum += a.length;
    }
    const res = new Uint8Array(sum);
    for (let i = 0, pad = 0; i < arrays.length; i++) {
      const a = arrays[i];
      res.set(a, pad);
      pad += a.length;
    }
    return res;
  }
  function checkOpts(defaults, opts, title = "opts") {
    aopts(defaults, "defaults");
    if (opts !== void 0)
      aopts(opts, title);
    const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
    return merged;
  }
  function createHasher(hashCons, info = {}) {
    if (typeof hashCons !== "function")
      throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
    info = checkOpts({}, info, "info");
    const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
    const tmp = hashCons(void 0);
    hashC.outputLen = tmp.outputLen;
    hashC.blockLen = tmp.blockLen;
    hashC.canXOF = tmp.canXOF;
    hashC.create = (opts) => hashCons(opts);
    Object.assign(hashC, info);
    return Object.freeze(hashC);
  }
  function randomBytes(bytesLength = 32) {
    anumber(bytesLength, "bytesLength");
    const cr = typeof globalThis === "object" ? globalThis.crypto : null;
    if (typeof cr?.getRandomValues !== "function")
      throw new Error("crypto.getRandomValues must be defined");
    if (bytesLength > 65536)
      throw new RangeError(`"bytesLength" expected <= 65536, got ${bytesLength}`);
    return cr.getRandomValues(new Uint8Array(bytesLength));
  }
  var oidNist = (suffix) => ({
    // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
    // Larger suffix values would need base-128 OID encoding and a different length byte.
    oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
  });

  // node_modules/@noble/hashes/_md.js
  function Chi(a, b, c) {
    return a & b ^ ~a & c;
  }
  function Maj(a, b, c) {
    return a & b ^ a & c ^ b & c;
  }
  var HashMD = class {
    blockLen;
    outputLen;
    canXOF = false;
    padOffset;
    isLE;
    // For partial updates less than block size
    buffer;
    view;
    finished = false;
    length = 0;
    pos = 0;
    destroyed = false;
    constructor(blockLen, outputLen, padOffset, isLE) {
      this.blockLen = blockLen;
      this.outputLen = outputLen;
      this.padOffset = padOffset;
      this.isLE = isLE;
      this.buffer = new Uint8Array(blockLen);
      this.view = createView(this.buffer);
    }
    update(data) {
      aexists(this);
      abytes(data);
      const { view, buffer, blockLen } = this;
      const len = data.length;
      let processed = false;
      for (let pos = 0; pos < len; ) {
        const take = Math.min(blockLen - this.pos, len - pos);
        if (take === blockLen) {
          const dataView = createView(data);
          for (; blockLen <= len - pos; pos += blockLen)
            this.process(dataView, pos);
          processed = true;
          continue;
        }
        buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
        this.pos += take;
        pos += take;
        if (this.pos === blockLen) {
          this.process(view, 0);
          this.pos = 0;
          processed = true;
        }
      }
      this.length += data.length;
      if (processed)
        this.roundClean();
      return this;
    }
    digestInto(out) {
      aexists(this);
      aoutput(out, this);
      this.finished = true;
      const { buffer, view, blockLen, isLE } = this;
      let { pos } = this;
      buffer[pos++] = 128;
      buffer.fill(0, pos);
      if (this.padOffset > blockLen - pos) {
        this.process(view, 0);
        buffer.fill(0);
      }
      setU64FromNum(view, blockLen - 8, this.length * 8, isLE);
      this.process(view, 0);
      this.roundClean();
      const oview = out === buffer ? view : createView(out);
      const len = this.outputLen;
      const outLen = len / 4;
      const state = this.get();
      if (len % 4 || outLen > state.length)
        throw new Error("invalid outputLen");
      for (let i = 0; i < outLen; i++)
        oview.setUint32(4 * i, state[i], isLE);
    }
    digest() {
      const { buffer, outputLen } = this;
      this.digestInto(buffer);
      const res = buffer.slice(0, outputLen);
      this.destroy();
      return res;
    }
    _cloneIntoMeta(to) {
      const { buffer, length, finished, destroyed, pos } = this;
      to.destroyed = destroyed;
      to.finished = finished;
      to.length = length;
      to.pos = pos;
      if (pos)
        to.buffer.set(buffer);
      return to;
    }
    clone() {
      return this._cloneInto();
    }
  };
  var SHA256_IV = /* @__PURE__ */ Uint32Array.from([
    1779033703,
    3144134277,
    1013904242,
    2773480762,
    1359893119,
    2600822924,
    528734635,
    1541459225
  ]);
  var SHA512_IV = /* @__PURE__ */ Uint32Array.from([
    1779033703,
    4089235720,
    3144134277,
    2227873595,
    1013904242,
    4271175723,
    2773480762,
    1595750129,
    1359893119,
    2917565137,
    2600822924,
    725511199,
    528734635,
    4215389547,
    1541459225,
    327033209
  ]);

  // node_modules/@noble/hashes/sha2.js
  var SHA256_K = /* @__PURE__ */ Uint32Array.from([
    1116352408,
    1899447441,
    3049323471,
    3921009573,
    961987163,
    1508970993,
    2453635748,
    2870763221,
    3624381080,
    310598401,
    607225278,
    1426881987,
    1925078388,
    2162078206,
    2614888103,
    3248222580,
    3835390401,
    4022224774,
    264347078,
    604807628,
    770255983,
    1249150122,
    1555081692,
    1996064986,
    2554220882,
    2821834349,
    2952996808,
    3210313671,
    3336571891,
    3584528711,
    113926993,
    338241895,
    666307205,
    773529912,
    1294757372,
    1396182291,
    1695183700,
    1986661051,
    2177026350,
    2456956037,
    2730485921,
    2820302411,
    3259730800,
    3345764771,
    3516065817,
    3600352804,
    4094571909,
    275423344,
    430227734,
    506948616,
    659060556,
    883997877,
    958139571,
    1322822218,
    1537002063,
    1747873779,
    1955562222,
    2024104815,
    2227730452,
    2361852424,
    2428436474,
    2756734187,
    3204031479,
    3329325298
  ]);
  var SHA256_W = /* @__PURE__ */ new Uint32Array(64);
  var SHA2_32B = class extends HashMD {
    // We cannot use array here since array allows indexing by variable
    // which means optimizer/compiler cannot use registers.
    // Numeric initializers matter: starting the fields as `undefined` changes
    // V8's field representation and makes sha256 3x slower (measured).
    A = 0;
    B = 0;
    C = 0;
    D = 0;
    E = 0;
    F = 0;
    G = 0;
    H = 0;
    constructor(outputLen, IV) {
      super(64, outputLen, 8, false);
      this.A = IV[0] | 0;
      this.B = IV[1] | 0;
      this.C = IV[2] | 0;
      this.D = IV[3] | 0;
      this.E = IV[4] | 0;
      this.F = IV[5] | 0;
      this.G = IV[6] | 0;
      this.H = IV[7] | 0;
    }
    get() {
      const { A, B, C, D, E, F, G, H: H2 } = this;
      return [A, B, C, D, E, F, G, H2];
    }
    // prettier-ignore
    set(A, B, C, D, E, F, G, H2) {
      this.A = A | 0;
      this.B = B | 0;
      this.C = C | 0;
      this.D = D | 0;
      this.E = E | 0;
      this.F = F | 0;
      this.G = G | 0;
      this.H = H2 | 0;
    }
    _cloneInto(to) {
      (to ||= new this.constructor()).set(...this.get());
      return this._cloneIntoMeta(to);
    }
    process(view, offset) {
      for (let i = 0; i < 16; i++, offset += 4)
        SHA256_W[i] = view.getUint32(offset, false);
      for (let i = 16; i < 64; i++) {
        const W15 = SHA256_W[i - 15];
        const W2 = SHA256_W[i - 2];
        const s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3;
        const s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
        SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
      }
      let { A, B, C, D, E, F, G, H: H2 } = this;
      for (let i = 0; i < 64; i++) {
        const sigma1 = rotr(E, 6) ^ rotr(E, 11) ^ rotr(E, 25);
        const T1 = H2 + sigma1 + Chi(E, F, G) + SHA256_K[i] + SHA256_W[i] | 0;
        const sigma0 = rotr(A, 2) ^ rotr(A, 13) ^ rotr(A, 22);
        const T2 = sigma0 + Maj(A, B, C) | 0;
        H2 = G;
        G = F;
        F = E;
        E = D + T1 | 0;
        D = C;
        C = B;
        B = A;
        A = T1 + T2 | 0;
      }
      A = A + this.A | 0;
      B = B + this.B | 0;
      C = C + this.C | 0;
      D = D + this.D | 0;
      E = E + this.E | 0;
      F = F + this.F | 0;
      G = G + this.G | 0;
      H2 = H2 + this.H | 0;
      this.set(A, B, C, D, E, F, G, H2);
    }
    roundClean() {
      clean(SHA256_W);
    }
    destroy() {
      this.destroyed = true;
      this.set(0, 0, 0, 0, 0, 0, 0, 0);
      clean(this.buffer);
    }
  };
  var _SHA256 = class extends SHA2_32B {
    constructor() {
      super(32, SHA256_IV);
    }
  };
  var K512 = /* @__PURE__ */ (() => split([
    "0x428a2f98d728ae22",
    "0x7137449123ef65cd",
    "0xb5c0fbcfec4d3b2f",
    "0xe9b5dba58189dbbc",
    "0x3956c25bf348b538",
    "0x59f111f1b605d019",
    "0x923f82a4af194f9b",
    "0xab1c5ed5da6d8118",
    "0xd807aa98a3030242",
    "0x12835b0145706fbe",
    "0x243185be4ee4b28c",
    "0x550c7dc3d5ffb4e2",
    "0x72be5d74f27b896f",
    "0x80deb1fe3b1696b1",
    "0x9bdc06a725c71235",
    "0xc19bf174cf692694",
    "0xe49b69c19ef14ad2",
    "0xefbe4786384f25e3",
    "0x0fc19dc68b8cd5b5",
    "0x240ca1cc77ac9c65",
    "0x2de92c6f592b0275",
    "0x4a7484aa6ea6e483",
    "0x5cb0a9dcbd41fbd4",
    "0x76f988da831153b5",
    "0x983e5152ee66dfab",
    "0xa831c66d2db43210",
    "0xb00327c898fb213f",
    "0xbf597fc7beef0ee4",
    "0xc6e00bf33da88fc2",
    "0xd5a79147930aa725",
    "0x06ca6351e003826f",
    "0x142929670a0e6e70",
    "0x27b70a8546d22ffc",
    "0x2e1b21385c26c926",
    "0x4d2c6dfc5ac42aed",
    "0x53380d139d95b3df",
    "0x650a73548baf63de",
    "0x766a0abb3c77b2a8",
    "0x81c2c92e47edaee6",
    "0x92722c851482353b",
    "0xa2bfe8a14cf10364",
    "0xa81a664bbc423001",
    "0xc24b8b70d0f89791",
    "0xc76c51a30654be30",
    "0xd192e819d6ef5218",
    "0xd69906245565a910",
    "0xf40e35855771202a",
    "0x106aa07032bbd1b8",
    "0x19a4c116b8d2d0c8",
    "0x1e376c085141ab53",
    "0x2748774cdf8eeb99",
    "0x34b0bcb5e19b48a8",
    "0x391c0cb3c5c95a63",
    "0x4ed8aa4ae3418acb",
    "0x5b9cca4f7763e373",
    "0x682e6ff3d6b2b8a3",
    "0x748f82ee5defb2fc",
    "0x78a5636f43172f60",
    "0x84c87814a1f0ab72",
    "0x8cc702081a6439ec",
    "0x90befffa23631e28",
    "0xa4506cebde82bde9",
    "0xbef9a3f7b2c67915",
    "0xc67178f2e372532b",
    "0xca273eceea26619c",
    "0xd186b8c721c0c207",
    "0xeada7dd6cde0eb1e",
    "0xf57d4f7fee6ed178",
    "0x06f067aa72176fba",
    "0x0a637dc5a2c898a6",
    "0x113f9804bef90dae",
    "0x1b710b35131c471b",
    "0x28db77f523047d84",
    "0x32caab7b40c72493",
    "0x3c9ebe0a15c9bebc",
    "0x431d67c49c100d4c",
    "0x4cc5d4becb3e42b6",
    "0x597f299cfc657e2a",
    "0x5fcb6fab3ad6faec",
    "0x6c44198c4a475817"
  ].map((n) => BigInt(n))))();
  var SHA512_Kh = /* @__PURE__ */ (() => K512[0])();
  var SHA512_Kl = /* @__PURE__ */ (() => K512[1])();
  var SHA512_W_H = /* @__PURE__ */ new Uint32Array(80);
  var SHA512_W_L = /* @__PURE__ */ new Uint32Array(80);
  var SHA2_64B = class extends HashMD {
    // We cannot use array here since array allows indexing by variable
    // which means optimizer/compiler cannot use registers.
    // h -- high 32 bits, l -- low 32 bits
    // Numeric initializers matter: starting the fields as `undefined` changes
    // V8's field representation and slows hashing down (measured on sha256).
    Ah = 0;
    Al = 0;
    Bh = 0;
    Bl = 0;
    Ch = 0;
    Cl = 0;
    Dh = 0;
    Dl = 0;
    Eh = 0;
    El = 0;
    Fh = 0;
    Fl = 0;
    Gh = 0;
    Gl = 0;
    Hh = 0;
    Hl = 0;
    constructor(outputLen, IV) {
      super(128, outputLen, 16, false);
      this.Ah = IV[0] | 0;
      this.Al = IV[1] | 0;
      this.Bh = IV[2] | 0;
      this.Bl = IV[3] | 0;
      this.Ch = IV[4] | 0;
      this.Cl = IV[5] | 0;
      this.Dh = IV[6] | 0;
      this.Dl = IV[7] | 0;
      this.Eh = IV[8] | 0;
      this.El = IV[9] | 0;
      this.Fh = IV[10] | 0;
      this.Fl = IV[11] | 0;
      this.Gh = IV[12] | 0;
      this.Gl = IV[13] | 0;
      this.Hh = IV[14] | 0;
      this.Hl = IV[15] | 0;
    }
    // prettier-ignore
    get() {
      const { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
      return [Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl];
    }
    // prettier-ignore
    set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl) {
      this.Ah = Ah | 0;
      this.Al = Al | 0;
      this.Bh = Bh | 0;
      this.Bl = Bl | 0;
      this.Ch = Ch | 0;
      this.Cl = Cl | 0;
      this.Dh = Dh | 0;
      this.Dl = Dl | 0;
      this.Eh = Eh | 0;
      this.El = El | 0;
      this.Fh = Fh | 0;
      this.Fl = Fl | 0;
      this.Gh = Gh | 0;
      this.Gl = Gl | 0;
      this.Hh = Hh | 0;
      this.Hl = Hl | 0;
    }
    _cloneInto(to) {
      (to ||= new this.constructor()).set(...this.get());
      return this._cloneIntoMeta(to);
    }
    process(view, offset) {
      for (let i = 0; i < 16; i++, offset += 4) {
        SHA512_W_H[i] = view.getUint32(offset);
        SHA512_W_L[i] = view.getUint32(offset += 4);
      }
      for (let i = 16; i < 80; i++) {
        const W15h = SHA512_W_H[i - 15] | 0;
        const W15l = SHA512_W_L[i - 15] | 0;
        const s0h = rotrSH(W15h, W15l, 1) ^ rotrSH(W15h, W15l, 8) ^ shrSH(W15h, W15l, 7);
        const s0l = rotrSL(W15h, W15l, 1) ^ rotrSL(W15h, W15l, 8) ^ shrSL(W15h, W15l, 7);
        const W2h = SHA512_W_H[i - 2] | 0;
        const W2l = SHA512_W_L[i - 2] | 0;
        const s1h = rotrSH(W2h, W2l, 19) ^ rotrBH(W2h, W2l, 61) ^ shrSH(W2h, W2l, 6);
        const s1l = rotrSL(W2h, W2l, 19) ^ rotrBL(W2h, W2l, 61) ^ shrSL(W2h, W2l, 6);
        const SUMl = add4L(s0l, s1l, SHA512_W_L[i - 7], SHA512_W_L[i - 16]);
        const SUMh = add4H(SUMl, s0h, s1h, SHA512_W_H[i - 7], SHA512_W_H[i - 16]);
        SHA512_W_H[i] = SUMh | 0;
        SHA512_W_L[i] = SUMl | 0;
      }
      let { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
      for (let i = 0; i < 80; i++) {
        const sigma1h = rotrSH(Eh, El, 14) ^ rotrSH(Eh, El, 18) ^ rotrBH(Eh, El, 41);
        const sigma1l = rotrSL(Eh, El, 14) ^ rotrSL(Eh, El, 18) ^ rotrBL(Eh, El, 41);
        const CHIh = Eh & Fh ^ ~Eh & Gh;
        const CHIl = El & Fl ^ ~El & Gl;
        const T1ll = add5L(Hl, sigma1l, CHIl, SHA512_Kl[i], SHA512_W_L[i]);
        const T1h = add5H(T1ll, Hh, sigma1h, CHIh, SHA512_Kh[i], SHA512_W_H[i]);
        const T1l = T1ll | 0;
        const sigma0h = rotrSH(Ah, Al, 28) ^ rotrBH(Ah, Al, 34) ^ rotrBH(Ah, Al, 39);
        const sigma0l = rotrSL(Ah, Al, 28) ^ rotrBL(Ah, Al, 34) ^ rotrBL(Ah, Al, 39);
        const MAJh = Ah & Bh ^ Ah & Ch ^ Bh & Ch;
        const MAJl = Al & Bl ^ Al & Cl ^ Bl & Cl;
        Hh = Gh | 0;
        Hl = Gl | 0;
        Gh = Fh | 0;
        Gl = Fl | 0;
        Fh = Eh | 0;
        Fl = El | 0;
        ({ h: Eh, l: El } = add(Dh | 0, Dl | 0, T1h | 0, T1l | 0));
        Dh = Ch | 0;
        Dl = Cl | 0;
        Ch = Bh | 0;
        Cl = Bl | 0;
        Bh = Ah | 0;
        Bl = Al | 0;
        const All = add3L(T1l, sigma0l, MAJl);
        Ah = add3H(All, T1h, sigma0h, MAJh);
        Al = All | 0;
      }
      ({ h: Ah, l: Al } = add(this.Ah | 0, this.Al | 0, Ah | 0, Al | 0));
      ({ h: Bh, l: Bl } = add(this.Bh | 0, this.Bl | 0, Bh | 0, Bl | 0));
      ({ h: Ch, l: Cl } = add(this.Ch | 0, this.Cl | 0, Ch | 0, Cl | 0));
      ({ h: Dh, l: Dl } = add(this.Dh | 0, this.Dl | 0, Dh | 0, Dl | 0));
      ({ h: Eh, l: El } = add(this.Eh | 0, this.El | 0, Eh | 0, El | 0));
      ({ h: Fh, l: Fl } = add(this.Fh | 0, this.Fl | 0, Fh | 0, Fl | 0));
      ({ h: Gh, l: Gl } = add(this.Gh | 0, this.Gl | 0, Gh | 0, Gl | 0));
      ({ h: Hh, l: Hl } = add(this.Hh | 0, this.Hl | 0, Hh | 0, Hl | 0));
      this.set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl);
    }
    roundClean() {
      clean(SHA512_W_H, SHA512_W_L);
    }
    destroy() {
      this.destroyed = true;
      clean(this.buffer);
      this.set(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
  };
  var _SHA512 = class extends SHA2_64B {
    constructor() {
      super(64, SHA512_IV);
    }
  };
  var sha256 = /* @__PURE__ */ createHasher(
    () => new _SHA256(),
    /* @__PURE__ */ oidNist(1)
  );
  var sha512 = /* @__PURE__ */ createHasher(
    () => new _SHA512(),
    /* @__PURE__ */ oidNist(3)
  );

  // node_modules/@noble/curves/utils.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  function aarray(item, title, inner = () => {
  }) {
    if (!Array.isArray(item))
      throw new TypeError(`"${title}" expected array, got type=${typeof item}`);
    for (let i = 0; i < item.length; i++)
      inner(item[i], `${title}[${i}]`);
    return item;
  }
  var abytes2 = (value, length, title) => abytes(value, length, title);
  var anumber2 = anumber;
  function aobject2(value, title = "object") {
    if (value === null || typeof value !== "object" || Array.isArray(value))
      throw new TypeError(title === "object" ? "expected valid options object" : `"${title}" expected object, got type=${typeof value}`);
    return value;
  }
  function afunction(value, title) {
    if (typeof value !== "function")
      throw new TypeError(`"${title}" is invalid: expected function, got ${typeof value}`);
    return value;
  }
  var bytesToHex2 = bytesToHex;
  var concatBytes2 = (...arrays) => concatBytes(...arrays);
  var hexToBytes2 = (hex2) => hexToBytes(hex2);
  var isBytes2 = isBytes;
  var randomBytes2 = (bytesLength) => randomBytes(bytesLength);
  var _0n = /* @__PURE__ */ BigInt(0);
  var _1n = /* @__PURE__ */ BigInt(1);
  var atitle2 = (title) => title ? `"${title}" ` : "";
  function abool(value, title = "") {
    if (typeof value !== "boolean")
      throw new TypeError(atitle2(title) + "expected boolean, got type=" + typeof value);
    return value;
  }
  function abignumber(n) {
    if (typeof n === "bigint") {
      if (!isPosBig(n))
        throw new RangeError("positive bigint expected, got " + n);
    } else
      anumber2(n);
    return n;
  }
  function asafenumber(value, title = "") {
    if (typeof value !== "number") {
      const prefix = title && `"${title}" `;
      throw new TypeError(prefix + "expected number, got type=" + typeof value);
    }
    if (!Number.isSafeInteger(value)) {
      const prefix = title && `"${title}" `;
      throw new RangeError(prefix + "expected safe integer, got " + value);
    }
  }
  function hexToNumber(hex2) {
    if (typeof hex2 !== "string")
      throw new TypeError("hex string expected, got " + typeof hex2);
    return hex2 === "" ? _0n : BigInt("0x" + hex2);
  }
  function bytesToNumberBE(bytes) {
    return hexToNumber(bytesToHex(bytes));
  }
  function bytesToNumberLE(bytes) {
    return hexToNumber(bytesToHex(copyBytes(abytes(bytes)).reverse()));
  }
  function numberToBytesBE(n, len) {
    anumber(len);
    if (len === 0)
      throw new Error("zero output length is invalid");
    n = abignumber(n);
    const expectedLen = len * 2;
    const hex2 = n.toString(16);
    if (hex2.length > expectedLen)
      throw new RangeError("number is too large");
    return hexToBytes(hex2.padStart(expectedLen, "0"));
  }
  function numberToBytesLE(n, len) {
    return numberToBytesBE(n, len).reverse();
  }
  function copyBytes(bytes) {
    return Uint8Array.from(abytes2(bytes));
  }
  function asciiToBytes(ascii) {
    if (typeof ascii !== "string")
      throw new TypeError("ascii string expected, got " + typeof ascii);
    return Uint8Array.from(ascii, (c, i) => {
      const charCode = c.charCodeAt(0);
      if (c.length !== 1 || charCode > 127) {
        throw new RangeError(`string contains non-ASCII character "${ascii[i]}" with code ${charCode} at position ${i}`);
      }
      return charCode;
    });
  }
  function isPosBig(n) {
    return typeof n === "bigint" && _0n <= n;
  }
  function inRange(n, min, max) {
    return isPosBig(n) && isPosBig(min) && isPosBig(max) && min <= n && n < max;
  }
  function aInRange(title, n, min, max) {
    if (!inRange(n, min, max))
      throw new RangeError("expected valid " + title + ": " + min + " <= n < " + max + ", got " + n);
  }
  function bitLen(n) {
    if (n < _0n)
      throw new Error("expected non-negative bigint, got " + n);
    return n === _0n ? 0 : n.toString(2).length;
  }
  function bitGet(n, pos) {
    if (typeof n !== "bigint")
      throw new TypeError('"n" expected bigint, got type=' + typeof n);
    asafenumber(pos, "pos");
    return n >> BigInt(pos) & _1n;
  }
  var bitMask = (n) => {
    asafenumber(n, "n");
    return (_1n << BigInt(n)) - _1n;
  };
  function validateObject(object, fields3 = {}, optFields = {}, title = "object") {
    aobject2(object, title);
    aobject2(fields3, "fields");
    aobject2(optFields, "optFields");
    function checkField(fieldName, expectedType, isOpt) {
      const label = title === "object" ? `param "${String(fieldName)}"` : `"${title}.${String(fieldName)}"`;
      const val = object[fieldName];
      if (!Object.hasOwn(object, fieldName) && (isOpt ? val !== void 0 : expectedType !== "function")) {
        throw new TypeError(`${label} is invalid: expected own property`);
      }
      if (isOpt && val === void 0)
        return;
      const current = typeof val;
      if (current !== expectedType || val === null)
        throw new TypeError(`${label} is invalid: expected ${expectedType}, got ${current}`);
    }
    const iter = (f, isOpt) => Object.entries(f).forEach(([k, v]) => checkField(k, v, isOpt));
    iter(fields3, false);
    iter(optFields, true);
  }
  var notImplemented = () => {
    throw new Error("not implemented");
  };

  // node_modules/@noble/curves/abstract/modular.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  var _0n2 = /* @__PURE__ */ BigInt(0);
  var _1n2 = /* @__PURE__ */ BigInt(1);
  var _2n = /* @__PURE__ */ BigInt(2);
  var _3n = /* @__PURE__ */ BigInt(3);
  var _4n = /* @__PURE__ */ BigInt(4);
  var _5n = /* @__PURE__ */ BigInt(5);
  var _7n = /* @__PURE__ */ BigInt(7);
  var _8n = /* @__PURE__ */ BigInt(8);
  var _9n = /* @__PURE__ */ BigInt(9);
  var _15n = /* @__PURE__ */ BigInt(15);
  var _16n = /* @__PURE__ */ BigInt(16);
  var POW_WINDOWED_MIN = /* @__PURE__ */ BigInt("0x10000000000000000");
  function mod(a, b) {
    if (b <= _0n2)
      throw new Error("mod: expected positive modulus, got " + b);
    const result = a % b;
    return result >= _0n2 ? result : b + result;
  }
  function pow(num, power, modulo) {
    if (modulo <= _1n2)
      throw new Error("pow: expected modulus > 1, got " + modulo);
    if (typeof power !== "bigint")
      throw new TypeError("invalid exponent: expected bigint, got " + typeof power);
    if (power < _0n2)
      throw new Error("invalid exponent, negatives unsupported");
    if (power === _0n2)
      return _1n2;
    if (power === _1n2)
      return num;
    let d = num % modulo;
    if (d < _0n2)
      d += modulo;
    if (power < POW_WINDOWED_MIN) {
      let p2 = _1n2;
      while (power > _0n2) {
        if (power & _1n2)
          p2 = p2 * d % modulo;
        d = d * d % modulo;
        power >>= _1n2;
      }
      return p2;
    }
    const digits = [];
    while (power > _0n2) {
      digits.push(Number(power & _15n));
      power >>= _4n;
    }
    const table = new Array(16);
    table[0] = _1n2;
    table[1] = d;
    for (let i = 2; i < 16; i++)
      table[i] = table[i - 1] * d % modulo;
    let p = table[digits[digits.length - 1]];
    for (let w = digits.length - 2; w >= 0; w--) {
      p = p * p % modulo;
      p = p * p % modulo;
      p = p * p % modulo;
      p = p * p % modulo;
      const digit = digits[w];
      if (digit !== 0)
        p = p * table[digit] % modulo;
    }
    return p;
  }
  function pow2(x, power, modulo) {
    if (modulo <= _1n2)
      throw new Error("pow2: expected modulus > 1, got " + modulo);
    if (power < _0n2)
      throw new Error("pow2: expected non-negative exponent, got " + power);
    let res = x;
    while (power-- > _0n2) {
      res *= res;
      res %= modulo;
    }
    return res;
  }
  function invert(number, modulo) {
    if (number === _0n2)
      throw new Error("invert: expected non-zero number");
    if (modulo <= _1n2)
      throw new Error("invert: expected modulus > 1, got " + modulo);
    let a = mod(number, modulo);
    let b = modulo;
    let x = _0n2, u = _1n2;
    while (a !== _0n2) {
      const q = b / a;
      const r = b - a * q;
      const m = x - u * q;
      b = a, a = r, x = u, u = m;
    }
    const gcd = b;
    if (gcd !== _1n2)
      throw new Error("invert: does not exist");
    return mod(x, modulo);
  }
  function assertIsSquare(Fp3, root, n) {
    const F = Fp3;
    if (!F.eql(F.sqr(root), n))
      throw new Error("Cannot find square root");
  }
  function aoddModulus(order2, fnName) {
    if ((order2 & _1n2) === _0n2)
      throw new Error(fnName + ": expected odd modulus, got " + order2);
  }
  function sqrt3mod4(Fp3, n) {
    const F = Fp3;
    const p1div4 = (F.ORDER + _1n2) / _4n;
    const root = F.pow(n, p1div4);
    assertIsSquare(F, root, n);
    return root;
  }
  function sqrt5mod8(Fp3, n) {
    const F = Fp3;
    const p5div8 = (F.ORDER - _5n) / _8n;
    const n2 = F.mul(n, _2n);
    const v = F.pow(n2, p5div8);
    const nv = F.mul(n, v);
    const i = F.mul(F.mul(nv, _2n), v);
    const root = F.mul(nv, F.sub(i, F.ONE));
    assertIsSquare(F, root, n);
    return root;
  }
  function sqrt9mod16(P) {
    const Fp_ = Field(P);
    const tn = tonelliShanks(P);
    const c1 = tn(Fp_, Fp_.neg(Fp_.ONE));
    const c2 = tn(Fp_, c1);
    const c3 = tn(Fp_, Fp_.neg(c1));
    const c4 = (P + _7n) / _16n;
    return ((Fp3, n) => {
      const F = Fp3;
      let tv1 = F.pow(n, c4);
      let tv2 = F.mul(tv1, c1);
      const tv3 = F.mul(tv1, c2);
      const tv4 = F.mul(tv1, c3);
      const e1 = F.eql(F.sqr(tv2), n);
      const e2 = F.eql(F.sqr(tv3), n);
      tv1 = F.cmov(tv1, tv2, e1);
      tv2 = F.cmov(tv4, tv3, e2);
      const e3 = F.eql(F.sqr(tv2), n);
      const root = F.cmov(tv1, tv2, e3);
      assertIsSquare(F, root, n);
      return root;
    });
  }
  function tonelliShanks(P) {
    if (P < _3n)
      throw new Error("sqrt is not defined for small field");
    aoddModulus(P, "tonelliShanks");
    let Q = P - _1n2;
    let S = 0;
    while (Q % _2n === _0n2) {
      Q /= _2n;
      S++;
    }
    let Z = _2n;
    const _Fp = Field(P);
    while (FpLegendre(_Fp, Z) === 1) {
      if (Z++ > 1e3)
        throw new Error("Cannot find square root: probably non-prime P");
    }
    if (S === 1)
      return sqrt3mod4;
    let cc = _Fp.pow(Z, Q);
    const Q1div2 = (Q + _1n2) / _2n;
    return function tonelliSlow(Fp3, n) {
      const F = Fp3;
      if (F.is0(n))
        return n;
      if (FpLegendre(F, n) !== 1)
        throw new Error("Cannot find square root");
      let M = S;
      let c = F.mul(F.ONE, cc);
      let t = F.pow(n, Q);
      let R = F.pow(n, Q1div2);
      while (!F.eql(t, F.ONE)) {
        if (F.is0(t))
          throw new Error("Cannot find square root: probably non-prime P");
        let i = 1;
        let t_tmp = F.sqr(t);
        while (!F.eql(t_tmp, F.ONE)) {
          i++;
          t_tmp = F.sqr(t_tmp);
          if (i === M)
            throw new Error("Cannot find square root");
        }
        const exponent = _1n2 << BigInt(M - i - 1);
        const b = F.pow(c, exponent);
        M = i;
        c = F.sqr(b);
        t = F.mul(t, c);
        R = F.mul(R, b);
      }
      return R;
    };
  }
  function FpSqrt(P) {
    aoddModulus(P, "Fp.sqrt");
    if (P % _4n === _3n)
      return sqrt3mod4;
    if (P % _8n === _5n)
      return sqrt5mod8;
    if (P % _16n === _9n)
      return sqrt9mod16(P);
    return tonelliShanks(P);
  }
  var isNegativeLE = (num, modulo) => (mod(num, modulo) & _1n2) === _1n2;
  var FIELD_FIELDS = [
    "create",
    "isValid",
    "is0",
    "neg",
    "inv",
    "sqrt",
    "sqr",
    "eql",
    "add",
    "sub",
    "mul",
    "pow",
    "div",
    "addN",
    "subN",
    "mulN",
    "sqrN"
  ];
  function validateField(field2) {
    aobject2(field2, "field");
    if (typeof field2.ORDER !== "bigint")
      throw new TypeError('param "ORDER" is invalid: expected bigint, got ' + typeof field2.ORDER);
    asafenumber(field2.BYTES, "BYTES");
    asafenumber(field2.BITS, "BITS");
    for (const name of FIELD_FIELDS)
      afunction(field2[name], "field." + name);
    if (field2.BYTES < 1 || field2.BITS < 1)
      throw new Error("invalid field: expected BYTES/BITS > 0");
    if (field2.ORDER <= _1n2)
      throw new Error("invalid field: expected ORDER > 1, got " + field2.ORDER);
    return field2;
  }
  function FpPow(Fp3, num, power) {
    validateField(Fp3);
    const F = Fp3;
    if (typeof power !== "bigint")
      throw new TypeError("invalid exponent: expected bigint, got " + typeof power);
    if (power < _0n2)
      throw new Error("invalid exponent, negatives unsupported");
    if (power === _0n2)
      return F.ONE;
    if (power === _1n2)
      return num;
    if (power < POW_WINDOWED_MIN) {
      let p2 = F.ONE;
      let d = num;
      while (power > _0n2) {
        if (power & _1n2)
          p2 = F.mul(p2, d);
        d = F.sqr(d);
        power >>= _1n2;
      }
      return p2;
    }
    const digits = [];
    while (power > _0n2) {
      digits.push(Number(power & _15n));
      power >>= _4n;
    }
    const table = new Array(16);
    table[0] = F.ONE;
    table[1] = num;
    for (let i = 2; i < 16; i++)
      table[i] = F.mul(table[i - 1], num);
    let p = table[digits[digits.length - 1]];
    for (let w = digits.length - 2; w >= 0; w--) {
      p = F.sqr(F.sqr(F.sqr(F.sqr(p))));
      const digit = digits[w];
      if (digit !== 0)
        p = F.mul(p, table[digit]);
    }
    return p;
  }
  function FpInvertBatch(Fp3, nums, passZero = false) {
    validateField(Fp3);
    aarray(nums, "nums");
    abool(passZero, "passZero");
    const F = Fp3;
    const inverted = new Array(nums.length).fill(passZero ? F.ZERO : void 0);
    const multipliedAcc = nums.reduce((acc, num, i) => {
      if (F.is0(num))
        return acc;
      inverted[i] = acc;
      return F.mul(acc, num);
    }, F.ONE);
    const invertedAcc = F.inv(multipliedAcc);
    nums.reduceRight((acc, num, i) => {
      if (F.is0(num))
        return acc;
      inverted[i] = F.mul(acc, inverted[i]);
      return F.mul(acc, num);
    }, invertedAcc);
    return inverted;
  }
  function FpLegendre(Fp3, n) {
    validateField(Fp3);
    const F = Fp3;
    aoddModulus(F.ORDER, "FpLegendre");
    const p1mod2 = (F.ORDER - _1n2) / _2n;
    const powered = F.pow(n, p1mod2);
    const yes = F.eql(powered, F.ONE);
    const zero = F.eql(powered, F.ZERO);
    const no = F.eql(powered, F.neg(F.ONE));
    if (!yes && !zero && !no)
      throw new Error("invalid Legendre symbol result");
    return yes ? 1 : zero ? 0 : -1;
  }
  function FpIsSquare(Fp3, n) {
    const l = FpLegendre(Fp3, n);
    return l !== -1;
  }
  function nLength(n, nBitLength) {
    if (nBitLength !== void 0)
      anumber2(nBitLength);
    if (n <= _0n2)
      throw new Error("invalid n length: expected positive n, got " + n);
    if (nBitLength !== void 0 && nBitLength < 1)
      throw new Error("invalid n length: expected positive bit length, got " + nBitLength);
    const bits = bitLen(n);
    if (nBitLength !== void 0 && nBitLength < bits)
      throw new Error(`invalid n length: expected nBitLength (${nBitLength}) >= bitLen(n) (${bits})`);
    const _nBitLength = nBitLength !== void 0 ? nBitLength : bits;
    const nByteLength = Math.ceil(_nBitLength / 8);
    return { nBitLength: _nBitLength, nByteLength };
  }
  var FIELD_SQRT = /* @__PURE__ */ new WeakMap();
  var _Field = class {
    ORDER;
    BITS;
    BYTES;
    isLE;
    ZERO = _0n2;
    ONE = _1n2;
    _lengths;
    _mod;
    constructor(ORDER2, opts = {}) {
      if (ORDER2 <= _1n2)
        throw new Error("invalid field: expected ORDER > 1, got " + ORDER2);
      let _nbitLength = void 0;
      this.isLE = false;
      if (opts != null && typeof opts === "object") {
        if (typeof opts.BITS === "number")
          _nbitLength = opts.BITS;
        if (typeof opts.sqrt === "function")
          Object.defineProperty(this, "sqrt", { value: opts.sqrt, enumerable: true });
        if (typeof opts.isLE === "boolean")
          this.isLE = opts.isLE;
        if (opts.allowedLengths)
          this._lengths = Object.freeze(opts.allowedLengths.slice());
        if (typeof opts.modFromBytes === "boolean")
          this._mod = opts.modFromBytes;
      }
      const { nBitLength, nByteLength } = nLength(ORDER2, _nbitLength);
      if (nByteLength > 2048)
        throw new Error("invalid field: expected ORDER of <= 2048 bytes");
      this.ORDER = ORDER2;
      this.BITS = nBitLength;
      this.BYTES = nByteLength;
      Object.freeze(this);
    }
    create(num) {
      return mod(num, this.ORDER);
    }
    isValid(num) {
      if (typeof num !== "bigint")
        throw new TypeError("invalid field element: expected bigint, got " + typeof num);
      return _0n2 <= num && num < this.ORDER;
    }
    is0(num) {
      return num === _0n2;
    }
    // is valid and invertible
    isValidNot0(num) {
      return !this.is0(num) && this.isValid(num);
    }
    isOdd(num) {
      return (num & _1n2) === _1n2;
    }
    neg(num) {
      return mod(-num, this.ORDER);
    }
    eql(lhs, rhs) {
      return lhs === rhs;
    }
    sqr(num) {
      return mod(num * num, this.ORDER);
    }
    add(lhs, rhs) {
      return mod(lhs + rhs, this.ORDER);
    }
    sub(lhs, rhs) {
      return mod(lhs - rhs, this.ORDER);
    }
    mul(lhs, rhs) {
      return mod(lhs * rhs, this.ORDER);
    }
    pow(num, power) {
      return pow(num, power, this.ORDER);
    }
    div(lhs, rhs) {
      return mod(lhs * invert(rhs, this.ORDER), this.ORDER);
    }
    // Same as above, but doesn't normalize
    sqrN(num) {
      return num * num;
    }
    addN(lhs, rhs) {
      return lhs + rhs;
    }
    subN(lhs, rhs) {
      return lhs - rhs;
    }
    mulN(lhs, rhs) {
      return lhs * rhs;
    }
    inv(num) {
      return invert(num, this.ORDER);
    }
    sqrt(num) {
      let sqrt = FIELD_SQRT.get(this);
      if (!sqrt)
        FIELD_SQRT.set(this, sqrt = FpSqrt(this.ORDER));
      return sqrt(this, num);
    }
    toBytes(num) {
      return this.isLE ? numberToBytesLE(num, this.BYTES) : numberToBytesBE(num, this.BYTES);
    }
    fromBytes(bytes, skipValidation = false) {
      abytes2(bytes);
      const { _lengths: allowedLengths, BYTES, isLE, ORDER: ORDER2, _mod: modFromBytes } = this;
      if (allowedLengths) {
        if (bytes.length < 1 || !allowedLengths.includes(bytes.length) || bytes.length > BYTES) {
          throw new Error("Field.fromBytes: expected " + allowedLengths + " bytes, got " + bytes.length);
        }
        const padded = new Uint8Array(BYTES);
        padded.set(bytes, isLE ? 0 : padded.length - bytes.length);
        bytes = padded;
      }
      if (bytes.length !== BYTES)
        throw new Error("Field.fromBytes: expected " + BYTES + " bytes, got " + bytes.length);
      let scalar = isLE ? bytesToNumberLE(bytes) : bytesToNumberBE(bytes);
      if (modFromBytes)
        scalar = mod(scalar, ORDER2);
      if (!skipValidation) {
        if (!this.isValid(scalar))
          throw new Error("invalid field element: outside of range 0..ORDER");
      }
      return scalar;
    }
    // TODO: we don't need it here, move out to separate fn
    invertBatch(lst) {
      return FpInvertBatch(this, lst, true);
    }
    // We can't move this out because Fp6, Fp12 implement it
    // and it's unclear what to return in there.
    cmov(a, b, condition) {
      abool(condition, "condition");
      return condition ? b : a;
    }
  };
  function Field(ORDER2, opts = {}) {
    Object.freeze(_Field.prototype);
    return new _Field(ORDER2, opts);
  }
  function getFieldBytesLength(fieldOrder) {
    if (typeof fieldOrder !== "bigint")
      throw new Error("field order must be bigint");
    if (fieldOrder <= _1n2)
      throw new Error("field order must be greater than 1");
    const bitLength = bitLen(fieldOrder - _1n2);
    return Math.ceil(bitLength / 8);
  }
  function getMinHashLength(fieldOrder) {
    const length = getFieldBytesLength(fieldOrder);
    return length + Math.ceil(length / 2);
  }
  function mapHashToField(key, fieldOrder, isLE = false) {
    abytes2(key);
    const len = key.length;
    const fieldLen = getFieldBytesLength(fieldOrder);
    const minLen = Math.max(getMinHashLength(fieldOrder), 16);
    if (len < minLen || len > 1024)
      throw new Error("expected " + minLen + "-1024 bytes of input, got " + len);
    const num = isLE ? bytesToNumberLE(key) : bytesToNumberBE(key);
    const reduced = mod(num, fieldOrder - _1n2) + _1n2;
    return isLE ? numberToBytesLE(reduced, fieldLen) : numberToBytesBE(reduced, fieldLen);
  }

  // node_modules/@noble/curves/abstract/curve.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  var _0n3 = /* @__PURE__ */ BigInt(0);
  var _1n3 = /* @__PURE__ */ BigInt(1);
  var _4n2 = /* @__PURE__ */ BigInt(4);
  var BLIND_BYTES = 16;
  var BLIND_BITS = 128;
  var FW_WINDOW = 5;
  var TABLE_BYTES_MAX = /* @__PURE__ */ (() => 2 ** 31)();
  function validatePointCons(Point2) {
    const pc = Point2;
    if (typeof pc !== "function")
      throw new TypeError('"Point" expected constructor, got type=' + typeof Point2);
    afunction(pc.fromAffine, "Point.fromAffine");
    afunction(pc.fromBytes, "Point.fromBytes");
    afunction(pc.fromHex, "Point.fromHex");
    aobject2(pc.BASE, "Point.BASE");
    aobject2(pc.ZERO, "Point.ZERO");
    validateField(pc.Fp);
    validateField(pc.Fn);
  }
  function normalizeZ(c, points) {
    validatePointCons(c);
    validateMSMPoints(points, c);
    const invertedZs = FpInvertBatch(c.Fp, points.map((p) => p.Z));
    return points.map((p, i) => c.fromAffine(p.toAffine(invertedZs[i])));
  }
  function validateW(W, bits, min = 1) {
    if (!Number.isSafeInteger(W) || W < min || W > bits)
      throw new Error("invalid window size, expected [" + min + ".." + bits + "], got W=" + W);
  }
  function validateTableBytes(numPoints, fpBytes) {
    const bytes = numPoints * (4 * fpBytes + 128);
    if (bytes > TABLE_BYTES_MAX)
      throw new Error("invalid window size: table would need ~" + Math.ceil(bytes / 2 ** 20) + " MiB, max " + TABLE_BYTES_MAX / 2 ** 20 + " MiB");
  }
  function probeRandomBytes(randomBytes3, length) {
    if (randomBytes3 === void 0)
      return void 0;
    afunction(randomBytes3, "randomBytes");
    try {
      const probe = randomBytes3(length);
      if (!isBytes2(probe) || probe.length !== length)
        return void 0;
    } catch {
      return void 0;
    }
    return randomBytes3;
  }
  function validateMSMPoints(points, c) {
    aarray(points, "points");
    points.forEach((p, i) => {
      if (!(p instanceof c))
        throw new Error("invalid point at index " + i);
    });
  }
  function validateMSMScalars(scalars, field2, maxScalar) {
    if (!Array.isArray(scalars))
      throw new Error("array of scalars expected");
    scalars.forEach((s, i) => {
      const ok = maxScalar === void 0 ? field2.isValid(s) : isPosBig(s) && s < maxScalar;
      if (!ok)
        throw new Error("invalid scalar at index " + i);
    });
  }
  var pointWindowSizes = /* @__PURE__ */ new WeakMap();
  function getWindowSize(P) {
    return pointWindowSizes.get(P) || 1;
  }
  function oddMultiples(p, size) {
    const dbl = p.double();
    const t = [p];
    for (let j = 1; j < size; j++)
      t.push(t[j - 1].add(dbl));
    return t;
  }
  function wnafDigits(n, W) {
    const size = 2 ** W;
    const half = size / 2;
    const mask = BigInt(size - 1);
    const d = [];
    while (n > _0n3) {
      let w = 0;
      if (n & _1n3) {
        w = Number(n & mask);
        if (w >= half)
          w -= size;
        n -= BigInt(w);
      }
      d.push(w);
      n >>= _1n3;
    }
    return d;
  }
  function signedWindowDigits(n, W, windows) {
    const size = 2 ** W;
    const half = size / 2;
    const mask = BigInt(size - 1);
    const shiftBy = BigInt(W);
    const d = [];
    for (let w = 0; w < windows; w++) {
      let v = Number(n & mask);
      n >>= shiftBy;
      if (v > half) {
        v -= size;
        n += _1n3;
      }
      d.push(v);
    }
    if (n !== _0n3)
      throw new Error("invalid wnaf");
    return d;
  }
  function wnafWalk(zero, tables, digits) {
    let max = 0;
    for (const d of digits)
      max = Math.max(max, d.length);
    let acc = zero;
    for (let bit = max - 1; bit >= 0; bit--) {
      if (bit !== max - 1)
        acc = acc.double();
      for (let i = 0; i < digits.length; i++) {
        const w = digits[i][bit];
        if (w) {
          const item = tables[i][Math.abs(w) - 1 >> 1];
          acc = acc.add(w < 0 ? item.negate() : item);
        }
      }
    }
    return acc;
  }
  var ScalarMultiplier = class {
    Point;
    BASE;
    ZERO;
    randomBytes;
    wnafPrecomputes = /* @__PURE__ */ new WeakMap();
    baseCanBeBlinded;
    bits;
    // Parametrized with a given Point class (not individual point)
    constructor(Point2, randomBytes3) {
      validatePointCons(Point2);
      this.randomBytes = probeRandomBytes(randomBytes3, BLIND_BYTES);
      this.Point = Point2;
      this.BASE = Point2.BASE;
      this.ZERO = Point2.ZERO;
      this.bits = Point2.Fn.BITS;
    }
    /**
     * Creates a signed fixed-window wNAF precomputation table: for every window w, the
     * multiples `[1..2^(W−1)]⋅2^(w⋅W)⋅P`, flattened. All doublings are baked into the table,
     * so cached multiplication is additions-only. `windows = ceil(bits/W) + 1`: the extra
     * window absorbs the final carry of signed-digit recoding.
     * For a 256-bit curve and W=6, the table is 44⋅32 = 1408 points.
     * @param point - Point instance
     * @param W - window size
     * @param bits - scalar bitlength the table must cover
     */
    buildWnafTable(point2, W, bits) {
      const windows = Math.ceil(bits / W) + 1;
      const half = 2 ** (W - 1);
      const comp = [];
      let base = point2;
      for (let w = 0; w < windows; w++) {
        let acc = base;
        for (let i = 0; i < half; i++) {
          comp.push(acc);
          acc = acc.add(base);
        }
        base = comp[comp.length - 1].double();
      }
      return { W, bits, windows, comp };
    }
    /**
     * Implements ec multiplication using precomputed signed fixed-window wNAF tables.
     * Constant-time: fixed window count with one table addition per window — zero digits feed
     * the fake accumulator — and no doublings; the lookup scans the whole window slice.
     * Scalar bounds are validated by the public entry points ({@link ScalarMultiplier.mulCT},
     * {@link ScalarMultiplier.mulCTBlinded}, {@link ScalarMultiplier.mulUnsafe});
     * signedWindowDigits throws if `n` exceeds the table.
     * @returns real and fake (for const-time) points
     */
    wnafCachedCT(precomputes, n) {
      const { W, windows, comp } = precomputes;
      const half = 2 ** (W - 1);
      const digits = signedWindowDigits(n, W, windows);
      let p = this.ZERO;
      let f = this.BASE;
      for (let w = 0; w < windows; w++) {
        const digit = digits[w];
        const start = w * half;
        const idx = Math.abs(digit) - 1;
        let sel = comp[start];
        for (let i = 1; i < half; i++)
          sel = i === idx ? comp[start + i] : sel;
        const neg = sel.negate();
        if (digit === 0)
          f = f.add(comp[start]);
        else
          p = p.add(digit < 0 ? neg : sel);
      }
      return { p, f };
    }
    // Cache key is point identity plus (W, bits); at most two entries exist per point (public-width
    // `Fn.BITS` and blinded `Fn.BITS + BLIND_BITS`). Callers must not reuse the same point with
    // incompatible `transform(...)` layouts and expect a separate cache entry.
    getWnafPrecomputes(W, point2, bits, transform) {
      let entries2 = this.wnafPrecomputes.get(point2);
      let comp = entries2?.find((entry) => entry.W === W && entry.bits === bits);
      if (!comp) {
        comp = this.buildWnafTable(point2, W, bits);
        if (typeof transform === "function")
          comp = { ...comp, comp: transform(comp.comp) };
        if (!entries2) {
          entries2 = [];
          this.wnafPrecomputes.set(point2, entries2);
        }
        entries2.push(comp);
      }
      return comp;
    }
    assertPoint(point2) {
      if (!(point2 instanceof this.Point))
        throw new TypeError('"point" expected Point instance, got type=' + typeof point2);
    }
    // Shared prologue of the constant-time entry points. Rejects scalar 0: in key/signature-style
    // callers a zero scalar means broken upstream plumbing, and concrete Points already reject it.
    // Uses inRange instead of Fn.isValidNot0: validateField() only certifies the arithmetic subset.
    validateMulInput(point2, scalar) {
      this.assertPoint(point2);
      if (!inRange(scalar, _1n3, this.Point.Fn.ORDER))
        throw new Error("invalid scalar");
    }
    // Constant-time dispatch shared by mulCT / mulCTBlinded. Un-precomputed points (W===1, e.g.
    // ECDH peer keys) skip building a throwaway cached table in favor of a small fixed-window
    // multiply. `n` must be < 2^bits.
    runCT(point2, n, bits, transform) {
      const W = getWindowSize(point2);
      if (W === 1)
        return this.fixedWindowCT(point2, n, bits);
      return this.wnafCachedCT(this.getWnafPrecomputes(W, point2, bits, transform), n);
    }
    mulCT(point2, scalar, transform) {
      this.validateMulInput(point2, scalar);
      return this.runCT(point2, scalar, this.bits, transform);
    }
    mulCTBlinded(point2, scalar, transform) {
      this.validateMulInput(point2, scalar);
      if (this.randomBytes === void 0)
        throw new Error("randomBytes is required for scalar blinding");
      const bits = this.Point.Fn.BITS + BLIND_BITS;
      const blind = this.randomBytes(BLIND_BYTES);
      if (!isBytes2(blind) || blind.length !== BLIND_BYTES)
        throw new Error("randomBytes returned invalid byte array");
      blind[0] = blind[0] & 63 | 128;
      const n = scalar + bytesToNumberBE(blind) * this.Point.Fn.ORDER;
      return this.runCT(point2, n, bits, transform);
    }
    /**
     * Constant-time multiplication `n*point` for an un-precomputed point, via a small fixed window.
     * A cached wNAF table only pays off when reused; a flat 2^FW_WINDOW table (`size-1` adds) is
     * far cheaper to build for a single use. The point-operation sequence is independent of `n`:
     * build the table, then per window exactly FW_WINDOW doublings, a data-oblivious scan over
     * every table entry, and one addition (adds the identity when the window digit is 0 — never
     * skipped).
     *
     * `n` must be `< 2^bits`. Assumes complete addition (adding the identity costs the same as any
     * add), which holds for the Weierstrass/Edwards point types used here. The table is left in
     * projective form (no normalizeZ): normalizing this small a table costs more than the
     * mixed-add savings it would buy for a single multiply.
     * @returns real point `p`; `f` duplicates it only to match {@link wnafCachedCT}'s return shape
     * (this path needs no fake accumulator — its op-count is already scalar-independent).
     */
    fixedWindowCT(point2, n, bits) {
      const W = FW_WINDOW;
      const size = 1 << W;
      const mask = bitMask(W);
      const table = new Array(size);
      table[0] = this.ZERO;
      for (let i = 1; i < size; i++)
        table[i] = table[i - 1].add(point2);
      const windows = Math.ceil(bits / W);
      let acc = this.ZERO;
      for (let window = windows - 1; window >= 0; window--) {
        if (window !== windows - 1)
          for (let d = 0; d < W; d++)
            acc = acc.double();
        const digit = Number(n >> BigInt(window * W) & mask);
        let sel = table[0];
        for (let i = 1; i < size; i++)
          sel = i === digit ? table[i] : sel;
        acc = acc.add(sel);
      }
      return { p: acc, f: acc };
    }
    shouldBlind(point2, cofactor) {
      if (this.randomBytes === void 0)
        return false;
      if (cofactor === _1n3)
        return true;
      if (point2 !== this.BASE)
        return false;
      if (this.baseCanBeBlinded === void 0)
        this.baseCanBeBlinded = this.mulUnsafe(this.BASE, this.Point.Fn.ORDER).is0();
      return this.baseCanBeBlinded;
    }
    mulSecret(point2, scalar, cofactor, transform) {
      return this.shouldBlind(point2, cofactor) ? this.mulCTBlinded(point2, scalar, transform) : this.mulCT(point2, scalar, transform);
    }
    mulUnsafe(point2, scalar, transform) {
      this.assertPoint(point2);
      if (!isPosBig(scalar))
        throw new Error("invalid scalar");
      const W = getWindowSize(point2);
      if (W === 1 || scalar >= this.Point.Fn.ORDER)
        return mulAddUnsafe(this.Point, [point2], [scalar], true);
      const precomputes = this.getWnafPrecomputes(W, point2, this.bits, transform);
      return this.wnafCachedCT(precomputes, scalar).p;
    }
    // Remembers the window size used for precomputed wNAF multiplication of the given point
    // and drops any previously built tables. Usually only the base point is precomputed.
    // W=1 resets the point to the un-precomputed (table-less) paths.
    // W is additionally capped so tables stay under ~2 GiB ({@link TABLE_BYTES_MAX}).
    setWindowSize(point2, W) {
      this.assertPoint(point2);
      validateW(W, this.bits);
      const windows = Math.ceil((this.bits + BLIND_BITS) / W) + 1;
      validateTableBytes(windows * 2 ** (W - 1), this.Point.Fp.BYTES);
      pointWindowSizes.set(point2, W);
      this.wnafPrecomputes.delete(point2);
    }
    // True when a window size is set: tables themselves are built lazily on first multiply.
    hasWindowSize(point2) {
      return getWindowSize(point2) !== 1;
    }
  };
  function mulAddUnsafe(c, points, scalars, allowOversized = false) {
    validatePointCons(c);
    validateMSMPoints(points, c);
    abool(allowOversized, "allowOversized");
    validateMSMScalars(scalars, c.Fn, allowOversized ? c.Fn.ORDER ** _4n2 : void 0);
    if (points.length !== scalars.length)
      throw new Error("arrays of points and scalars must have equal length");
    const tables = points.map((p) => oddMultiples(p, 4));
    const digits = scalars.map((n) => wnafDigits(n, 4));
    return wnafWalk(c.ZERO, tables, digits);
  }
  function createField(order2, field2, isLE) {
    if (field2) {
      if (field2.ORDER !== order2)
        throw new Error("Field.ORDER must match order: Fp == p, Fn == n");
      validateField(field2);
      return field2;
    } else {
      return Field(order2, { isLE });
    }
  }
  function createCurveFields(type, CURVE, curveOpts = {}, FpFnLE) {
    if (type !== "weierstrass" && type !== "edwards")
      throw new Error('expected curve type "weierstrass" or "edwards"');
    if (FpFnLE === void 0)
      FpFnLE = type === "edwards";
    if (!CURVE || typeof CURVE !== "object")
      throw new Error(`expected valid ${type} CURVE object`);
    validateObject(curveOpts);
    for (const p of ["p", "n", "h"]) {
      const val = CURVE[p];
      if (!(isPosBig(val) && val !== _0n3))
        throw new Error(`CURVE.${p} must be positive bigint`);
    }
    const Fp3 = createField(CURVE.p, curveOpts.Fp, FpFnLE);
    const Fn = createField(CURVE.n, curveOpts.Fn, FpFnLE);
    const _b = type === "weierstrass" ? "b" : "d";
    const params = ["Gx", "Gy", "a", _b];
    for (const p of params) {
      if (!Fp3.isValid(CURVE[p]))
        throw new Error(`CURVE.${p} must be valid field element of CURVE.Fp`);
    }
    CURVE = Object.freeze(Object.assign({}, CURVE));
    return { CURVE, Fp: Fp3, Fn };
  }
  function createKeygen(randomSecretKey, getPublicKey) {
    return function keygen(seed2) {
      const secretKey = randomSecretKey(seed2);
      return { secretKey, publicKey: getPublicKey(secretKey) };
    };
  }

  // node_modules/@noble/curves/abstract/edwards.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  var _0n4 = /* @__PURE__ */ BigInt(0);
  var _1n4 = /* @__PURE__ */ BigInt(1);
  var _2n2 = /* @__PURE__ */ BigInt(2);
  var _4n3 = /* @__PURE__ */ BigInt(4);
  var _8n2 = /* @__PURE__ */ BigInt(8);
  function isEdValidXY(Fp3, CURVE, x, y) {
    const x2 = Fp3.sqr(x);
    const y2 = Fp3.sqr(y);
    const left = Fp3.add(Fp3.mul(CURVE.a, x2), y2);
    const right = Fp3.add(Fp3.ONE, Fp3.mul(CURVE.d, Fp3.mul(x2, y2)));
    return Fp3.eql(left, right);
  }
  function edwards(params, extraOpts = {}) {
    validateObject(extraOpts, {}, {}, "extraOpts");
    const opts = extraOpts;
    const validated = createCurveFields("edwards", params, opts, opts.FpFnLE);
    const { Fp: Fp3, Fn } = validated;
    let CURVE = validated.CURVE;
    const { h: cofactor } = CURVE;
    if (FpLegendre(Fp3, CURVE.a) !== 1)
      throw new Error("edwards: CURVE.a must be a square in Fp for complete addition formulas");
    if (FpLegendre(Fp3, CURVE.d) !== -1)
      throw new Error("edwards: CURVE.d must be a non-square in Fp for complete addition formulas");
    validateObject(opts, {}, { uvRatio: "function", randomBytes: "function" });
    const randomBytes3 = opts.randomBytes === void 0 ? randomBytes2 : opts.randomBytes;
    const MASK = _2n2 << BigInt(Fp3.BYTES * 8) - _1n4;
    function isOdd(n) {
      if (!Fp3.isOdd)
        throw new Error("Field does not have .isOdd()");
      return Fp3.isOdd(n);
    }
    const uvRatio2 = opts.uvRatio === void 0 ? (u, v) => {
      try {
        return { isValid: true, value: Fp3.sqrt(Fp3.div(u, v)) };
      } catch (e) {
        return { isValid: false, value: _0n4 };
      }
    } : opts.uvRatio;
    if (!isEdValidXY(Fp3, CURVE, CURVE.Gx, CURVE.Gy))
      throw new Error("bad curve params: generator point");
    const mulA = Fp3.eql(CURVE.a, Fp3.neg(Fp3.ONE)) ? (x) => Fp3.neg(x) : Fp3.eql(CURVE.a, Fp3.ONE) ? (x) => x : (x) => Fp3.mul(CURVE.a, x);
    function acoord(title, n, banZero = false) {
      const min = banZero ? _1n4 : _0n4;
      aInRange("coordinate " + title, n, min, MASK);
      return n;
    }
    function aedpoint(other) {
      if (!(other instanceof Point2))
        throw new Error("EdwardsPoint expected");
    }
    class Point2 {
      static BASE = new Point2(CURVE.Gx, CURVE.Gy, Fp3.ONE, Fp3.mul(CURVE.Gx, CURVE.Gy));
      static ZERO = new Point2(Fp3.ZERO, Fp3.ONE, Fp3.ONE, Fp3.ZERO);
      static Fp = Fp3;
      static Fn = Fn;
      X;
      Y;
      Z;
      T;
      constructor(X, Y, Z, T) {
        this.X = acoord("x", X);
        this.Y = acoord("y", Y);
        this.Z = acoord("z", Z, true);
        this.T = acoord("t", T);
        Object.freeze(this);
      }
      static CURVE() {
        return CURVE;
      }
      /**
       * Create one extended Edwards point from affine coordinates.
       * Does NOT validate that the point is on-curve or torsion-free.
       * Use `.assertValidity()` on adversarial inputs.
       */
      static fromAffine(p) {
        if (p instanceof Point2)
          throw new Error("extended point not allowed");
        const { x, y } = p || {};
        acoord("x", x);
        acoord("y", y);
        return new Point2(x, y, Fp3.ONE, Fp3.mul(x, y));
      }
      // Uses algo from RFC8032 5.1.3.
      static fromBytes(bytes, zip215 = false) {
        const len = Fp3.BYTES;
        const { a, d } = CURVE;
        bytes = copyBytes(abytes2(bytes, len, "point"));
        abool(zip215, "zip215");
        const normed = copyBytes(bytes);
        const lastByte = bytes[len - 1];
        normed[len - 1] = lastByte & ~128;
        const y = bytesToNumberLE(normed);
        const max = zip215 ? MASK : Fp3.ORDER;
        aInRange("point.y", y, _0n4, max);
        const y2 = Fp3.sqr(y);
        const u = Fp3.sub(y2, Fp3.ONE);
        const v = Fp3.sub(Fp3.mulN(d, y2), a);
        let { isValid, value: x } = uvRatio2(u, v);
        if (!isValid)
          throw new Error("bad point: invalid y coordinate");
        const isXOdd = isOdd(x);
        const isLastByteOdd = (lastByte & 128) !== 0;
        if (!zip215 && Fp3.is0(x) && isLastByteOdd)
          throw new Error("bad point: x=0 and x_0=1");
        if (isLastByteOdd !== isXOdd)
          x = Fp3.neg(x);
        return Point2.fromAffine({ x, y });
      }
      static fromHex(hex2, zip215 = false) {
        return Point2.fromBytes(hexToBytes2(hex2), zip215);
      }
      get x() {
        return this.toAffine().x;
      }
      get y() {
        return this.toAffine().y;
      }
      precompute(windowSize = 6, isLazy = true) {
        wnaf.setWindowSize(this, windowSize);
        if (!isLazy)
          this.multiply(_2n2);
        return this;
      }
      // Useful in fromAffine() - not for fromBytes(), which always created valid points.
      assertValidity() {
        const p = this;
        const { a, d } = CURVE;
        if (p.is0())
          throw new Error("bad point: ZERO");
        const { X, Y, Z, T } = p;
        const X2 = Fp3.sqr(X);
        const Y2 = Fp3.sqr(Y);
        const Z2 = Fp3.sqr(Z);
        const Z4 = Fp3.sqr(Z2);
        const aX2 = Fp3.mul(X2, a);
        const left = Fp3.mul(Fp3.add(aX2, Y2), Z2);
        const right = Fp3.add(Z4, Fp3.mul(d, Fp3.mul(X2, Y2)));
        if (!Fp3.eql(left, right))
          throw new Error("bad point: equation left != right (1)");
        const XY = Fp3.mul(X, Y);
        const ZT = Fp3.mul(Z, T);
        if (!Fp3.eql(XY, ZT))
          throw new Error("bad point: equation left != right (2)");
      }
      // Compare one point to another.
      equals(other) {
        aedpoint(other);
        const { X: X1, Y: Y1, Z: Z1 } = this;
        const { X: X2, Y: Y2, Z: Z2 } = other;
        const X1Z2 = Fp3.mul(X1, Z2);
        const X2Z1 = Fp3.mul(X2, Z1);
        const Y1Z2 = Fp3.mul(Y1, Z2);
        const Y2Z1 = Fp3.mul(Y2, Z1);
        return Fp3.eql(X1Z2, X2Z1) && Fp3.eql(Y1Z2, Y2Z1);
      }
      is0() {
        return this.equals(Point2.ZERO);
      }
      negate() {
        return new Point2(Fp3.neg(this.X), this.Y, this.Z, Fp3.neg(this.T));
      }
      // Fast algo for doubling Extended Point.
      // https://hyperelliptic.org/EFD/g1p/auto-twisted-extended.html#doubling-dbl-2008-hwcd
      // Cost: 4M + 4S + 1*a + 6add + 1*2.
      double() {
        const { X: X1, Y: Y1, Z: Z1 } = this;
        const A = Fp3.sqr(X1);
        const B = Fp3.sqr(Y1);
        const C = Fp3.mul(Fp3.sqr(Z1), _2n2);
        const D = mulA(A);
        const x1y1 = Fp3.addN(X1, Y1);
        const E = Fp3.sub(Fp3.subN(Fp3.sqr(x1y1), A), B);
        const G = Fp3.addN(D, B);
        const F = Fp3.subN(G, C);
        const H2 = Fp3.subN(D, B);
        const X3 = Fp3.mul(E, F);
        const Y3 = Fp3.mul(G, H2);
        const T3 = Fp3.mul(E, H2);
        const Z3 = Fp3.mul(F, G);
        return new Point2(X3, Y3, Z3, T3);
      }
      // Fast algo for adding 2 Extended Points.
      // https://hyperelliptic.org/EFD/g1p/auto-twisted-extended.html#addition-add-2008-hwcd
      // Cost: 9M + 1*a + 1*d + 7add.
      add(other) {
        aedpoint(other);
        const { d } = CURVE;
        const { X: X1, Y: Y1, Z: Z1, T: T1 } = this;
        const { X: X2, Y: Y2, Z: Z2, T: T2 } = other;
        const A = Fp3.mul(X1, X2);
        const B = Fp3.mul(Y1, Y2);
        const C = Fp3.mul(Fp3.mulN(T1, d), T2);
        const D = Fp3.mul(Z1, Z2);
        const E = Fp3.sub(Fp3.subN(Fp3.mulN(Fp3.addN(X1, Y1), Fp3.addN(X2, Y2)), A), B);
        const F = Fp3.subN(D, C);
        const G = Fp3.addN(D, C);
        const H2 = Fp3.sub(B, mulA(A));
        const X3 = Fp3.mul(E, F);
        const Y3 = Fp3.mul(G, H2);
        const T3 = Fp3.mul(E, H2);
        const Z3 = Fp3.mul(F, G);
        return new Point2(X3, Y3, Z3, T3);
      }
      subtract(other) {
        aedpoint(other);
        return this.add(other.negate());
      }
      // Constant-time multiplication.
      multiply(scalar) {
        if (!Fn.isValidNot0(scalar))
          throw new RangeError("invalid scalar: expected 1 <= sc < curve.n");
        const { p, f } = wnaf.mulSecret(this, scalar, cofactor, normalize);
        return normalize([p, f])[0];
      }
      // Non-constant-time multiplication. Uses double-and-add algorithm.
      // It's faster, but should only be used when you don't care about
      // an exposed private key e.g. sig verification.
      // Keeps the same subgroup-scalar contract: 0 is allowed for public-scalar callers, but
      // n and larger values are rejected instead of being reduced mod n to the identity point.
      multiplyUnsafe(scalar) {
        if (!Fn.isValid(scalar))
          throw new RangeError("invalid scalar: expected 0 <= sc < curve.n");
        if (scalar === _0n4)
          return Point2.ZERO;
        if (this.is0() || scalar === _1n4)
          return this;
        return wnaf.mulUnsafe(this, scalar, normalize);
      }
      // Checks if point is of small order.
      // If you add something to small order point, you will have "dirty"
      // point with torsion component.
      // Clears cofactor and checks if the result is 0.
      isSmallOrder() {
        return this.clearCofactor().is0();
      }
      // Multiplies point by curve order and checks if the result is 0.
      // Returns `false` is the point is dirty.
      isTorsionFree() {
        return wnaf.mulUnsafe(this, CURVE.n).is0();
      }
      // Converts Extended point to default (x, y) coordinates.
      // Can accept precomputed Z^-1 - for example, from invertBatch.
      toAffine(invertedZ) {
        const p = this;
        let iz = invertedZ;
        if (iz != null && typeof iz !== "bigint")
          throw new TypeError('"invertedZ" expected bigint, got type=' + typeof iz);
        const { X, Y, Z } = p;
        const is0 = p.is0();
        if (iz == null)
          iz = is0 ? Fp3.create(_8n2) : Fp3.inv(Z);
        const x = Fp3.mul(X, iz);
        const y = Fp3.mul(Y, iz);
        const zz = Fp3.mul(Z, iz);
        if (is0)
          return { x: Fp3.ZERO, y: Fp3.ONE };
        if (!Fp3.eql(zz, Fp3.ONE))
          throw new Error("invZ was invalid");
        return { x, y };
      }
      clearCofactor() {
        if (cofactor === _1n4)
          return this;
        if (cofactor === _2n2)
          return this.double();
        if (cofactor === _4n3)
          return this.double().double();
        if (cofactor === _8n2)
          return this.double().double().double();
        return this.multiplyUnsafe(cofactor);
      }
      toBytes() {
        const { x, y } = this.toAffine();
        const bytes = Fp3.toBytes(y);
        bytes[bytes.length - 1] |= isOdd(x) ? 128 : 0;
        return bytes;
      }
      toHex() {
        return bytesToHex2(this.toBytes());
      }
      toString() {
        return `<Point ${this.is0() ? "ZERO" : this.toHex()}>`;
      }
    }
    const normalize = (points) => normalizeZ(Point2, points);
    const wnaf = new ScalarMultiplier(Point2, randomBytes3);
    if (wnaf.bits >= 6)
      Point2.BASE.precompute(6);
    Object.freeze(Point2.prototype);
    Object.freeze(Point2);
    return Point2;
  }
  function eddsa(Point2, cHash, eddsaOpts = {}) {
    validatePointCons(Point2);
    if (typeof cHash !== "function")
      throw new Error('"hash" function param is required');
    const hash = cHash;
    const opts = eddsaOpts;
    validateObject(opts, {}, {
      adjustScalarBytes: "function",
      randomBytes: "function",
      domain: "function",
      prehash: "function",
      zip215: "boolean",
      mapToCurve: "function",
      toMontgomery: "function",
      toMontgomerySecret: "function"
    });
    const { prehash } = opts;
    const { BASE, Fp: Fp3, Fn } = Point2;
    const outputLen = hash.outputLen;
    const expectedLen = 2 * Fp3.BYTES;
    if (outputLen !== void 0) {
      asafenumber(outputLen, "hash.outputLen");
      if (outputLen !== expectedLen)
        throw new Error(`hash.outputLen must be ${expectedLen}, got ${outputLen}`);
    }
    const randomBytes3 = opts.randomBytes === void 0 ? randomBytes2 : opts.randomBytes;
    const toMontgomery2 = opts.toMontgomery;
    const toMontgomerySecret2 = opts.toMontgomerySecret;
    const adjustScalarBytes2 = opts.adjustScalarBytes === void 0 ? (bytes) => bytes : opts.adjustScalarBytes;
    const domain = opts.domain === void 0 ? (data, ctx, phflag) => {
      abool(phflag, "phflag");
      if (ctx.length || phflag)
        throw new Error("Contexts/pre-hash are not supported");
      return data;
    } : opts.domain;
    function modN_LE(hash2) {
      return Fn.create(bytesToNumberLE(hash2));
    }
    function getPrivateScalar(key) {
      const len = lengths.secretKey;
      abytes2(key, lengths.secretKey, "secretKey");
      const hashed = abytes2(hash(key), 2 * len, "hashedSecretKey");
      const head = adjustScalarBytes2(hashed.slice(0, len));
      const prefix = hashed.slice(len, 2 * len);
      const scalar = modN_LE(head);
      return { head, prefix, scalar };
    }
    function getExtendedPublicKey(secretKey) {
      const { head, prefix, scalar } = getPrivateScalar(secretKey);
      const point2 = BASE.multiply(scalar);
      const pointBytes = point2.toBytes();
      return { head, prefix, scalar, point: point2, pointBytes };
    }
    function getPublicKey(secretKey) {
      return getExtendedPublicKey(secretKey).pointBytes;
    }
    function hashDomainToScalar(context = Uint8Array.of(), ...msgs) {
      const msg = concatBytes2(...msgs);
      return modN_LE(hash(domain(msg, abytes2(context, void 0, "context"), !!prehash)));
    }
    function sign(msg, secretKey, options = {}) {
      validateObject(options, {}, {}, "options");
      msg = copyBytes(abytes2(msg, void 0, "message"));
      if (prehash)
        msg = prehash(msg);
      const { prefix, scalar, pointBytes } = getExtendedPublicKey(secretKey);
      const r = hashDomainToScalar(options.context, prefix, msg);
      const R = BASE.multiply(r).toBytes();
      const k = hashDomainToScalar(options.context, R, pointBytes, msg);
      const s = Fn.create(r + k * scalar);
      if (!Fn.isValid(s))
        throw new Error("sign failed: invalid s");
      const rs = concatBytes2(R, Fn.toBytes(s));
      return abytes2(rs, lengths.signature, "result");
    }
    const verifyOpts = {
      zip215: opts.zip215
    };
    function verify(sig, msg, publicKey, options = verifyOpts) {
      validateObject(options);
      const { context } = options;
      const zip215 = options.zip215 === void 0 ? !!verifyOpts.zip215 : options.zip215;
      const len = lengths.signature;
      sig = abytes2(sig, len, "signature");
      msg = abytes2(msg, void 0, "message");
      publicKey = abytes2(publicKey, lengths.publicKey, "publicKey");
      if (zip215 !== void 0)
        abool(zip215, "zip215");
      if (prehash)
        msg = prehash(msg);
      const mid = len / 2;
      const r = sig.subarray(0, mid);
      const s = bytesToNumberLE(sig.subarray(mid, len));
      let A, R, SB;
      try {
        A = Point2.fromBytes(publicKey, zip215);
        R = Point2.fromBytes(r, zip215);
        SB = BASE.multiplyUnsafe(s);
      } catch (error) {
        return false;
      }
      if (!zip215 && A.isSmallOrder())
        return false;
      const k = hashDomainToScalar(context, r, publicKey, msg);
      const RkA = R.add(A.multiplyUnsafe(k));
      return RkA.subtract(SB).clearCofactor().is0();
    }
    const _size = Fp3.BYTES;
    const lengths = {
      secretKey: _size,
      publicKey: _size,
      signature: 2 * _size,
      seed: _size
    };
    function randomSecretKey(seed2) {
      seed2 = seed2 === void 0 ? randomBytes3(lengths.seed) : seed2;
      return abytes2(seed2, lengths.seed, "seed");
    }
    function isValidSecretKey(key) {
      return isBytes2(key) && key.length === lengths.secretKey;
    }
    function isValidPublicKey(key, zip215) {
      try {
        return !!Point2.fromBytes(key, zip215 === void 0 ? verifyOpts.zip215 : zip215);
      } catch (error) {
        return false;
      }
    }
    const utils = {
      getExtendedPublicKey,
      randomSecretKey,
      isValidSecretKey,
      isValidPublicKey,
      /** Converts an Edwards public key to a companion Montgomery public key. */
      toMontgomery(publicKey) {
        if (toMontgomery2 === void 0)
          throw new Error("Montgomery conversion is not supported for this curve");
        return toMontgomery2(Point2.fromBytes(publicKey));
      },
      toMontgomerySecret(secretKey) {
        if (toMontgomerySecret2 === void 0)
          throw new Error("Montgomery conversion is not supported for this curve");
        return toMontgomerySecret2(secretKey);
      }
    };
    Object.freeze(lengths);
    Object.freeze(utils);
    return Object.freeze({
      keygen: createKeygen(randomSecretKey, getPublicKey),
      getPublicKey,
      sign,
      verify,
      utils,
      Point: Point2,
      lengths
    });
  }

  // node_modules/@noble/curves/abstract/hash-to-curve.js
  var _0n5 = /* @__PURE__ */ BigInt(0);
  var _1n5 = /* @__PURE__ */ BigInt(1);
  var _2n3 = /* @__PURE__ */ BigInt(2);
  var _3n2 = /* @__PURE__ */ BigInt(3);
  var _4n4 = /* @__PURE__ */ BigInt(4);
  var os2ip = bytesToNumberBE;
  function i2osp(value, length) {
    asafenumber(value);
    asafenumber(length);
    if (length < 0 || length > 4)
      throw new Error("invalid I2OSP length: " + length);
    if (value < 0 || value > 2 ** (8 * length) - 1)
      throw new Error("invalid I2OSP input: " + value);
    const res = Array.from({ length }).fill(0);
    for (let i = length - 1; i >= 0; i--) {
      res[i] = value & 255;
      value >>>= 8;
    }
    return new Uint8Array(res);
  }
  function strxor(a, b) {
    const arr = new Uint8Array(a.length);
    for (let i = 0; i < a.length; i++) {
      arr[i] = a[i] ^ b[i];
    }
    return arr;
  }
  function normDST(DST2) {
    if (!isBytes2(DST2) && typeof DST2 !== "string")
      throw new Error("DST must be Uint8Array or ascii string");
    const dst = typeof DST2 === "string" ? asciiToBytes(DST2) : DST2;
    if (dst.length === 0)
      throw new Error("DST must be non-empty");
    return dst;
  }
  function expand_message_xmd(msg, DST2, lenInBytes, H2) {
    abytes2(msg);
    asafenumber(lenInBytes);
    if (typeof H2 !== "function")
      throw new Error("expand_message_xmd: expected hash function");
    asafenumber(H2.outputLen, "hash.outputLen");
    asafenumber(H2.blockLen, "hash.blockLen");
    DST2 = normDST(DST2);
    if (DST2.length > 255)
      DST2 = H2(concatBytes2(asciiToBytes("H2C-OVERSIZE-DST-"), DST2));
    const { outputLen: b_in_bytes, blockLen: r_in_bytes } = H2;
    const ell = Math.ceil(lenInBytes / b_in_bytes);
    if (lenInBytes > 65535 || ell > 255)
      throw new Error("expand_message_xmd: invalid lenInBytes");
    const DST_prime = concatBytes2(DST2, i2osp(DST2.length, 1));
    const Z_pad = new Uint8Array(r_in_bytes);
    const l_i_b_str = i2osp(lenInBytes, 2);
    const b = new Array(ell);
    const b_0 = H2(concatBytes2(Z_pad, msg, l_i_b_str, i2osp(0, 1), DST_prime));
    b[0] = H2(concatBytes2(b_0, i2osp(1, 1), DST_prime));
    for (let i = 1; i < ell; i++) {
      const args = [strxor(b_0, b[i - 1]), i2osp(i + 1, 1), DST_prime];
      b[i] = H2(concatBytes2(...args));
    }
    const pseudo_random_bytes = concatBytes2(...b);
    return pseudo_random_bytes.slice(0, lenInBytes);
  }
  function expand_message_xof(msg, DST2, lenInBytes, k, H2) {
    abytes2(msg);
    asafenumber(lenInBytes);
    asafenumber(k, "k");
    if (k < 0)
      throw new Error("expand_message_xof: invalid k");
    if (typeof H2 !== "function")
      throw new Error("expand_message_xof: expected XOF function");
    if (typeof H2.create !== "function")
      throw new Error("expand_message_xof: expected XOF create");
    DST2 = normDST(DST2);
    if (lenInBytes < 0 || lenInBytes > 65535)
      throw new Error("expand_message_xof: invalid lenInBytes");
    if (DST2.length > 255) {
      const dkLen = Math.ceil(2 * k / 8);
      DST2 = H2.create({ dkLen }).update(asciiToBytes("H2C-OVERSIZE-DST-")).update(DST2).digest();
    }
    if (DST2.length > 255)
      throw new Error("expand_message_xof: invalid DST");
    return H2.create({ dkLen: lenInBytes }).update(msg).update(i2osp(lenInBytes, 2)).update(DST2).update(i2osp(DST2.length, 1)).digest();
  }
  function hash_to_field(msg, count, options) {
    validateObject(options, {
      p: "bigint",
      m: "number",
      k: "number",
      hash: "function"
    });
    const { p, k, m, hash, expand, DST: DST2 } = options;
    asafenumber(hash.outputLen, "valid hash");
    abytes2(msg);
    asafenumber(count);
    asafenumber(m, "m");
    asafenumber(k, "k");
    if (p <= BigInt(1))
      throw new Error("hash_to_field: expected valid field characteristic");
    if (count < 1)
      throw new Error("hash_to_field: expected count >= 1");
    if (m < 1)
      throw new Error("hash_to_field: expected m >= 1");
    if (k < 0)
      throw new Error("hash_to_field: invalid k");
    const log2p = p.toString(2).length;
    const L2 = Math.ceil((log2p + k) / 8);
    const len_in_bytes = count * m * L2;
    let prb;
    if (expand === "xmd") {
      prb = expand_message_xmd(msg, DST2, len_in_bytes, hash);
    } else if (expand === "xof") {
      prb = expand_message_xof(msg, DST2, len_in_bytes, k, hash);
    } else if (expand === "_internal_pass") {
      prb = msg;
    } else {
      throw new Error('expand must be "xmd" or "xof"');
    }
    const u = new Array(count);
    for (let i = 0; i < count; i++) {
      const e = new Array(m);
      for (let j = 0; j < m; j++) {
        const elm_offset = L2 * (j + i * m);
        const tv = prb.subarray(elm_offset, elm_offset + L2);
        e[j] = mod(os2ip(tv), p);
      }
      u[i] = e;
    }
    return u;
  }
  function isogenyMap(field2, map) {
    validateField(field2);
    aarray(map, "map");
    const coeff = map.map((i, row) => {
      aarray(i, "map[" + row + "]");
      if (i.length < 1)
        throw new Error("isogenyMap: expected non-empty coefficients");
      return Array.from(i).reverse();
    });
    return (x, y) => {
      const [xn, xd, yn, yd] = coeff.map((val) => val.reduce((acc, i) => field2.add(field2.mul(acc, x), i)));
      const isZero = field2.is0(xd) || field2.is0(yd);
      const [xd_inv, yd_inv] = FpInvertBatch(field2, [xd, yd], true);
      x = field2.mul(xn, xd_inv);
      y = field2.mul(y, field2.mul(yn, yd_inv));
      return isZero ? { x: field2.ZERO, y: field2.ZERO } : { x, y };
    };
  }
  var _DST_scalar = "HashToScalar-";
  function createHasher2(Point2, mapToCurve, defaults) {
    if (typeof mapToCurve !== "function")
      throw new Error("mapToCurve() must be defined");
    validateObject(defaults);
    const snapshot = (src) => Object.freeze({
      ...src,
      DST: isBytes2(src.DST) ? copyBytes(src.DST) : src.DST,
      ...src.encodeDST === void 0 ? {} : { encodeDST: isBytes2(src.encodeDST) ? copyBytes(src.encodeDST) : src.encodeDST }
    });
    const safeDefaults = snapshot(defaults);
    const dstOverride = (options) => options && options.DST !== void 0 ? { DST: options.DST } : void 0;
    function map(num) {
      return Point2.fromAffine(mapToCurve(num));
    }
    function clear(initial) {
      const P = initial.clearCofactor();
      if (P.equals(Point2.ZERO))
        return Point2.ZERO;
      P.assertValidity();
      return P;
    }
    return Object.freeze({
      get defaults() {
        return snapshot(safeDefaults);
      },
      Point: Point2,
      hashToCurve(msg, options) {
        const opts = Object.assign({}, safeDefaults, dstOverride(options));
        const u = hash_to_field(msg, 2, opts);
        const u0 = map(u[0]);
        const u1 = map(u[1]);
        return clear(u0.add(u1));
      },
      encodeToCurve(msg, options) {
        const optsDst = safeDefaults.encodeDST === void 0 ? {} : { DST: safeDefaults.encodeDST };
        const opts = Object.assign({}, safeDefaults, optsDst, dstOverride(options));
        const u = hash_to_field(msg, 1, opts);
        const u0 = map(u[0]);
        return clear(u0);
      },
      /** See {@link H2CHasher} */
      mapToCurve(scalars) {
        if (safeDefaults.m === 1) {
          if (typeof scalars !== "bigint")
            throw new Error("expected bigint (m=1)");
          return clear(map([scalars]));
        }
        if (!Array.isArray(scalars))
          throw new Error("expected array of bigints");
        if (scalars.length !== safeDefaults.m)
          throw new Error(`expected array of ${safeDefaults.m} bigints`);
        for (const i of scalars)
          if (typeof i !== "bigint")
            throw new Error("expected array of bigints");
        return clear(map(scalars));
      },
      // hash_to_scalar can produce 0: https://www.rfc-editor.org/errata/eid8393
      // RFC 9380, draft-irtf-cfrg-bbs-signatures-08. Default scalar DST is the shared generic
      // `HashToScalar-` prefix above unless the caller overrides it per invocation.
      hashToScalar(msg, options) {
        const N = Point2.Fn.ORDER;
        const opts = Object.assign({}, safeDefaults, { DST: _DST_scalar }, dstOverride(options), {
          p: N,
          m: 1
        });
        return hash_to_field(msg, 1, opts)[0][0];
      }
    });
  }
  function SWUFpSqrtRatio(Fp3, Z) {
    const F = validateField(Fp3);
    const q = F.ORDER;
    let l = _0n5;
    for (let o = q - _1n5; o % _2n3 === _0n5; o /= _2n3)
      l += _1n5;
    const c1 = l;
    const _2n_pow_c1_1 = _2n3 << c1 - _1n5 - _1n5;
    const _2n_pow_c1 = _2n_pow_c1_1 * _2n3;
    const c2 = (q - _1n5) / _2n_pow_c1;
    const c3 = (c2 - _1n5) / _2n3;
    const c4 = _2n_pow_c1 - _1n5;
    const c5 = _2n_pow_c1_1;
    const c6 = F.pow(Z, c2);
    const c7 = F.pow(Z, (c2 + _1n5) / _2n3);
    let sqrtRatio = (u, v) => {
      let tv1 = c6;
      let tv2 = F.pow(v, c4);
      let tv3 = F.sqr(tv2);
      tv3 = F.mul(tv3, v);
      let tv5 = F.mul(u, tv3);
      tv5 = F.pow(tv5, c3);
      tv5 = F.mul(tv5, tv2);
      tv2 = F.mul(tv5, v);
      tv3 = F.mul(tv5, u);
      let tv4 = F.mul(tv3, tv2);
      tv5 = F.pow(tv4, c5);
      let isQR = F.eql(tv5, F.ONE);
      tv2 = F.mul(tv3, c7);
      tv5 = F.mul(tv4, tv1);
      tv3 = F.cmov(tv2, tv3, isQR);
      tv4 = F.cmov(tv5, tv4, isQR);
      for (let i = c1; i > _1n5; i--) {
        let tv52 = i - _2n3;
        tv52 = _2n3 << tv52 - _1n5;
        let tvv5 = F.pow(tv4, tv52);
        const e1 = F.eql(tvv5, F.ONE);
        tv2 = F.mul(tv3, tv1);
        tv1 = F.mul(tv1, tv1);
        tvv5 = F.mul(tv4, tv1);
        tv3 = F.cmov(tv2, tv3, e1);
        tv4 = F.cmov(tvv5, tv4, e1);
      }
      return { isValid: !F.is0(v) && (isQR || F.is0(u)), value: tv3 };
    };
    if (F.ORDER % _4n4 === _3n2) {
      const c12 = (F.ORDER - _3n2) / _4n4;
      const c22 = F.sqrt(F.neg(Z));
      sqrtRatio = (u, v) => {
        let tv1 = F.sqr(v);
        const tv2 = F.mul(u, v);
        tv1 = F.mul(tv1, tv2);
        let y1 = F.pow(tv1, c12);
        y1 = F.mul(y1, tv2);
        const y2 = F.mul(y1, c22);
        const tv3 = F.mul(F.sqr(y1), v);
        const isQR = F.eql(tv3, u);
        let y = F.cmov(y2, y1, isQR);
        return { isValid: !F.is0(v) && isQR, value: y };
      };
    }
    return sqrtRatio;
  }
  function mapToCurveSimpleSWU(Fp3, opts) {
    const F = validateField(Fp3);
    validateObject(opts, {}, {}, "opts");
    const { A, B, Z } = opts;
    if (!F.isValidNot0(A) || !F.isValidNot0(B) || !F.isValid(Z))
      throw new Error("mapToCurveSimpleSWU: invalid opts");
    if (F.eql(Z, F.neg(F.ONE)) || FpIsSquare(F, Z))
      throw new Error("mapToCurveSimpleSWU: invalid opts");
    const x = F.mul(B, F.inv(F.mul(Z, A)));
    const gx = F.add(F.add(F.mul(F.sqr(x), x), F.mul(A, x)), B);
    if (!FpIsSquare(F, gx))
      throw new Error("mapToCurveSimpleSWU: invalid opts");
    const sqrtRatio = SWUFpSqrtRatio(F, Z);
    if (!F.isOdd)
      throw new Error("Field does not have .isOdd()");
    return (u) => {
      let tv1, tv2, tv3, tv4, tv5, tv6, x2, y;
      tv1 = F.sqr(u);
      tv1 = F.mul(tv1, Z);
      tv2 = F.sqr(tv1);
      tv2 = F.add(tv2, tv1);
      tv3 = F.add(tv2, F.ONE);
      tv3 = F.mul(tv3, B);
      tv4 = F.cmov(Z, F.neg(tv2), !F.eql(tv2, F.ZERO));
      tv4 = F.mul(tv4, A);
      tv2 = F.sqr(tv3);
      tv6 = F.sqr(tv4);
      tv5 = F.mul(tv6, A);
      tv2 = F.add(tv2, tv5);
      tv2 = F.mul(tv2, tv3);
      tv6 = F.mul(tv6, tv4);
      tv5 = F.mul(tv6, B);
      tv2 = F.add(tv2, tv5);
      x2 = F.mul(tv1, tv3);
      const { isValid, value } = sqrtRatio(tv2, tv6);
      y = F.mul(tv1, u);
      y = F.mul(y, value);
      x2 = F.cmov(x2, tv3, isValid);
      y = F.cmov(y, value, isValid);
      const e1 = F.isOdd(u) === F.isOdd(y);
      y = F.cmov(F.neg(y), y, e1);
      const tv4_inv = FpInvertBatch(F, [tv4], true)[0];
      x2 = F.mul(x2, tv4_inv);
      return { x: x2, y };
    };
  }

  // node_modules/@noble/curves/ed25519.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  var _1n6 = /* @__PURE__ */ BigInt(1);
  var _2n4 = /* @__PURE__ */ BigInt(2);
  var _5n2 = /* @__PURE__ */ BigInt(5);
  var _8n3 = /* @__PURE__ */ BigInt(8);
  var ed25519_CURVE_p = /* @__PURE__ */ BigInt("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");
  var ed25519_CURVE = /* @__PURE__ */ (() => ({
    p: ed25519_CURVE_p,
    n: BigInt("0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"),
    h: _8n3,
    a: BigInt("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
    d: BigInt("0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3"),
    Gx: BigInt("0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
    Gy: BigInt("0x6666666666666666666666666666666666666666666666666666666666666658")
  }))();
  function ed25519_pow_2_252_3(x) {
    const _10n = BigInt(10), _20n = BigInt(20), _40n = BigInt(40), _80n = BigInt(80);
    const P = ed25519_CURVE_p;
    const x2 = x * x % P;
    const b2 = x2 * x % P;
    const b4 = pow2(b2, _2n4, P) * b2 % P;
    const b5 = pow2(b4, _1n6, P) * x % P;
    const b10 = pow2(b5, _5n2, P) * b5 % P;
    const b20 = pow2(b10, _10n, P) * b10 % P;
    const b40 = pow2(b20, _20n, P) * b20 % P;
    const b80 = pow2(b40, _40n, P) * b40 % P;
    const b160 = pow2(b80, _80n, P) * b80 % P;
    const b240 = pow2(b160, _80n, P) * b80 % P;
    const b250 = pow2(b240, _10n, P) * b10 % P;
    const pow_p_5_8 = pow2(b250, _2n4, P) * x % P;
    return { pow_p_5_8, b2 };
  }
  function adjustScalarBytes(bytes) {
    bytes[0] &= 248;
    bytes[31] &= 127;
    bytes[31] |= 64;
    return bytes;
  }
  var ED25519_SQRT_M1 = /* @__PURE__ */ BigInt("19681161376707505956807079304988542015446066515923890162744021073123829784752");
  function uvRatio(u, v) {
    const P = ed25519_CURVE_p;
    const v3 = mod(v * v * v, P);
    const v7 = mod(v3 * v3 * v, P);
    const pow3 = ed25519_pow_2_252_3(u * v7).pow_p_5_8;
    let x = mod(u * v3 * pow3, P);
    const vx2 = mod(v * x * x, P);
    const root1 = x;
    const root2 = mod(x * ED25519_SQRT_M1, P);
    const useRoot1 = vx2 === u;
    const useRoot2 = vx2 === mod(-u, P);
    const noRoot = vx2 === mod(-u * ED25519_SQRT_M1, P);
    if (useRoot1)
      x = root1;
    if (useRoot2 || noRoot)
      x = root2;
    if (isNegativeLE(x, P))
      x = mod(-x, P);
    return { isValid: useRoot1 || useRoot2, value: x };
  }
  var ed25519_Point = /* @__PURE__ */ edwards(ed25519_CURVE, { uvRatio });
  var Fp = /* @__PURE__ */ (() => ed25519_Point.Fp)();
  function toMontgomery(point2) {
    const { y } = point2;
    return Fp.toBytes(Fp.div(_1n6 + y, _1n6 - y));
  }
  function toMontgomerySecret(secretKey) {
    const size = ed25519_Point.Fp.BYTES;
    abytes(secretKey, size);
    return adjustScalarBytes(sha512(secretKey.subarray(0, size))).subarray(0, size);
  }
  function ed(opts) {
    return eddsa(ed25519_Point, sha512, Object.assign({ adjustScalarBytes, toMontgomery, toMontgomerySecret, zip215: true }, opts));
  }
  var ed25519 = /* @__PURE__ */ ed({});

  // src/text.js
  var encoder = new TextEncoder();
  var utf8 = (text) => encoder.encode(text);
  function fromUtf8(bytes) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return void 0;
    }
  }
  function lines(text) {
    if (!text.endsWith("\n") || !isClean(text.replaceAll("\n", " "))) return void 0;
    return text.slice(0, -1).split("\n");
  }
  var isClean = (text) => !/[\u0000-\u001f\u007f]|^\ufeff/.test(text) && isWellFormed(text);
  var isWellFormed = (text) => !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
  function fields(line, count) {
    const found = line.split(" ");
    return found.length === count && found.every((field2) => field2 !== "") ? found : void 0;
  }
  function after(line, word) {
    return line?.startsWith(word + " ") ? line.slice(word.length + 1) : void 0;
  }
  function dec(field2) {
    return /^(0|[1-9][0-9]{0,18})$/.test(field2 ?? "") ? whole(field2) : void 0;
  }
  function whole(digits) {
    const value = Number(digits);
    return Number.isSafeInteger(value) ? value : BigInt(digits);
  }
  function decWithin(field2, least, most) {
    const value = dec(field2);
    return value !== void 0 && value >= least && value <= most ? value : void 0;
  }
  var time = (field2) => decWithin(field2, 0, 2 ** 40);
  function freeText(text) {
    if (text === void 0 || !isClean(text)) return void 0;
    const length = [...text].length;
    return length >= 1 && length <= 200 ? text : void 0;
  }
  var isHex = (field2, bytes) => field2?.length === 2 * bytes && /^[0-9a-f]*$/.test(field2);
  function hexBytes(field2, bytes) {
    if (!isHex(field2, bytes)) return void 0;
    return Uint8Array.from({ length: bytes }, (_, i) => parseInt(field2.slice(2 * i, 2 * i + 2), 16));
  }
  var hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  function base64Bytes(field2) {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(field2)) return void 0;
    let binary;
    try {
      binary = atob(field2);
    } catch {
      return void 0;
    }
    return btoa(binary) === field2 ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : void 0;
  }
  var base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  function isName(text) {
    const segment = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;
    return text.length <= 200 && text.split("/").every((part) => segment.test(part) && part !== "checkpoint" && part !== "tile");
  }
  function sameBytes(a, b) {
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  }
  function concat(...parts) {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  // src/ed25519.js
  var { Point } = ed25519;
  var L = Point.Fn.ORDER;
  var littleEndian = (bytes) => bytes.reduceRight((value, byte) => value << 8n | BigInt(byte), 0n);
  function point(bytes) {
    try {
      const found = Point.fromBytes(bytes, false);
      return sameBytes(found.toBytes(), bytes) && !found.isSmallOrder() ? found : void 0;
    } catch {
      return void 0;
    }
  }
  var isPublicKey = (bytes) => bytes.length === 32 && point(bytes) !== void 0;
  function isSigned(publicKey, message, signature2) {
    if (publicKey.length !== 32 || signature2.length !== 64) return false;
    const [A, R] = [point(publicKey), point(signature2.subarray(0, 32))];
    const S = littleEndian(signature2.subarray(32));
    if (!A || !R || S >= L) return false;
    const k = littleEndian(sha512(concat(signature2.subarray(0, 32), publicKey, message))) % L;
    return Point.BASE.multiplyUnsafe(S).add(A.negate().multiplyUnsafe(k)).equals(R);
  }

  // src/failure.js
  var Failure = class extends Error {
    /**
     * @param {string} code one of the codes of spec §9, such as `selection`
     * @param {string} detail what was found, in English, for experts
     */
    constructor(code2, detail) {
      super(detail);
      this.code = code2;
    }
  };
  function fail(code2, detail) {
    throw new Failure(code2, detail);
  }
  function must(condition, code2, detail) {
    if (!condition) fail(code2, detail);
  }

  // node_modules/@noble/hashes/hmac.js
  var _HMAC = class {
    oHash;
    iHash;
    blockLen;
    outputLen;
    canXOF = false;
    finished = false;
    destroyed = false;
    constructor(hash, key) {
      ahash(hash);
      abytes(key, void 0, "key");
      this.iHash = hash.create();
      if (typeof this.iHash.update !== "function")
        throw new Error("expected Hash instance");
      this.blockLen = this.iHash.blockLen;
      this.outputLen = this.iHash.outputLen;
      const blockLen = this.blockLen;
      const pad = new Uint8Array(blockLen);
      pad.set(key.length > blockLen ? hash.create().update(key).digest() : key);
      for (let i = 0; i < pad.length; i++)
        pad[i] ^= 54;
      this.iHash.update(pad);
      this.oHash = hash.create();
      for (let i = 0; i < pad.length; i++)
        pad[i] ^= 54 ^ 92;
      this.oHash.update(pad);
      clean(pad);
    }
    update(buf) {
      aexists(this);
      this.iHash.update(buf);
      return this;
    }
    digestInto(out) {
      aexists(this);
      aoutput(out, this);
      this.finished = true;
      const buf = out.subarray(0, this.outputLen);
      this.iHash.digestInto(buf);
      this.oHash.update(buf);
      this.oHash.digestInto(buf);
      this.destroy();
    }
    digest() {
      const out = new Uint8Array(this.oHash.outputLen);
      this.digestInto(out);
      return out;
    }
    _cloneInto(to) {
      to ||= Object.create(Object.getPrototypeOf(this), {});
      const { oHash, iHash, finished, destroyed, blockLen, outputLen, canXOF } = this;
      to = to;
      to.finished = finished;
      to.destroyed = destroyed;
      to.blockLen = blockLen;
      to.outputLen = outputLen;
      to.canXOF = canXOF;
      to.oHash = oHash._cloneInto(to.oHash);
      to.iHash = iHash._cloneInto(to.iHash);
      return to;
    }
    clone() {
      return this._cloneInto();
    }
    destroy() {
      this.destroyed = true;
      this.oHash.destroy();
      this.iHash.destroy();
    }
  };
  var hmac = /* @__PURE__ */ (() => {
    const hmac_ = ((hash, key, message) => new _HMAC(hash, key).update(message).digest());
    hmac_.create = (hash, key) => new _HMAC(hash, key);
    return hmac_;
  })();

  // src/hash.js
  var bytesOf = (part) => typeof part === "string" ? utf8(part) : part;
  var H = (...parts) => sha256(concat(...parts.map(bytesOf)));
  var hmacSha256 = (key, text) => hmac(sha256, key, utf8(text));

  // src/merkle.js
  var LEAF = Uint8Array.of(0);
  var NODE = Uint8Array.of(1);
  var leafHash = (text) => sha256(concat(LEAF, utf8(text)));
  var nodeHash = (left, right) => sha256(concat(NODE, left, right));
  function isIncluded(hash, index, size, path, root) {
    let [place, last] = [BigInt(index), BigInt(size) - 1n];
    if (place > last) return false;
    for (const text of path) {
      const sibling = base64Bytes(text);
      if (sibling?.length !== 32 || last === 0n) return false;
      if (place % 2n === 1n || place === last) {
        hash = nodeHash(sibling, hash);
        while (place % 2n === 0n && place !== 0n) [place, last] = [place / 2n, last / 2n];
      } else {
        hash = nodeHash(hash, sibling);
      }
      [place, last] = [place / 2n, last / 2n];
    }
    return last === 0n && sameBytes(hash, root);
  }
  var GrowingTree = class {
    size = 0;
    #subtrees = [];
    // largest first; one for each bit of the size
    /** @param {Uint8Array} hash of the leaf */
    add(hash) {
      for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) hash = nodeHash(this.#subtrees.pop(), hash);
      this.#subtrees.push(hash);
      this.size++;
    }
    /** The root, of at least one leaf. */
    root() {
      return this.#subtrees.reduceRight((right, left) => nodeHash(left, right));
    }
  };

  // src/note.js
  var LOG = 1;
  var WITNESS = 4;
  var keyId = (name, type, bytes) => hex(H(name, "\n", Uint8Array.of(type), bytes).subarray(0, 4));
  function vkey(text, type) {
    const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? [];
    const bytes = encoded && base64Bytes(encoded);
    if (bytes?.length !== 33 || bytes[0] !== type) return void 0;
    const key = bytes.subarray(1);
    return keyId(name, type, key) === id && isPublicKey(key) ? { name, id, bytes: key } : void 0;
  }
  function serverKey(text) {
    const key = vkey(text, LOG);
    return key && isName(key.name) ? key : void 0;
  }
  var witnessKey = (text) => vkey(text, WITNESS);
  function readNote(text) {
    const split2 = text.lastIndexOf("\n\n");
    must(split2 >= 0 && text.endsWith("\n") && isWellFormed(text), "note", "no signature lines");
    must(!/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text), "note", "a control character");
    const signatures = text.slice(split2 + 2, -1).split("\n");
    return { text: text.slice(0, split2 + 1), lines: signatures.map(signatureLine) };
  }
  function signatureLine(line) {
    const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? fail("note", "a malformed signature line");
    const bytes = base64Bytes(encoded);
    must(bytes?.length > 4, "note", "a malformed signature");
    return { name, id: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
  }
  function readCheckpoint(note) {
    const [origin, size, root, ...more] = lines(note.text) ?? fail("checkpoint", "control characters");
    const [leaves2, hash] = [dec(size), base64Bytes(root ?? "")];
    must(more.length === 0 && isName(origin) && leaves2 !== void 0 && hash?.length === 32, "checkpoint", "not three lines: origin, size, root");
    return { origin, size: leaves2, root: hash, note };
  }
  function checkSignature(checkpoint2, server) {
    const { origin, note } = checkpoint2;
    const id = keyId(origin, LOG, server.bytes);
    const own = note.lines.filter((line) => line.name === origin && line.id === id);
    must(own.length > 0, "note-signature", "not signed by the server");
    for (const { signature: signature2 } of own) must(isSigned(server.bytes, utf8(note.text), signature2), "note-signature", "a forged signature");
  }
  function cosignedAt(note, witness) {
    const own = note.lines.filter((line) => line.name === witness.name && line.id === witness.id);
    return own.map(({ signature: bytes }) => {
      must(bytes.length === 72, "cosignature", "a cosignature of another length");
      const at = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
      const message = utf8(`cosignature/v1
time ${at}
${note.text}`);
      must(isSigned(witness.bytes, message, bytes.subarray(8)), "cosignature", "a forged cosignature");
      return at;
    });
  }
  function readTlogProof(text) {
    const malformed = (what) => fail("tlog-proof", what);
    const end = text.indexOf("\n\n");
    if (end < 0) malformed("no empty line");
    const head = text.slice(0, end).split("\n");
    if (head.shift() !== "c2sp.org/tlog-proof@v1") malformed("another first line");
    const encoded = after(head[0], "extra");
    if (encoded !== void 0) head.shift();
    const extra = encoded === void 0 ? void 0 : base64Bytes(encoded);
    if (extra?.length === 0 || encoded !== void 0 && !extra) malformed("extra data that are none, or not base64");
    const index = dec(after(head.shift(), "index")) ?? malformed("no index");
    for (const hash of head) if (base64Bytes(hash)?.length !== 32) malformed("a line that is no hash");
    return { extra, index, path: head, note: text.slice(end + 2) };
  }
  var isAt = (hash, proof, checkpoint2) => isIncluded(hash, proof.index, checkpoint2.size, proof.path, checkpoint2.root);

  // src/breathe.js
  var SLICE = 60;
  function breather(onProgress) {
    let since = performance.now();
    return async (share) => {
      if (performance.now() - since < SLICE) return;
      onProgress?.(share);
      await new Promise((resume) => setTimeout(resume));
      since = performance.now();
    };
  }

  // src/json.js
  var [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58];
  var ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "	" };
  var refuse = (what, at) => fail("format", `${what} at byte ${at}`);
  var JsonReader = class {
    constructor(bytes, at = 0) {
      this.bytes = bytes;
      this.at = at;
    }
    /** The next byte that is not white space. */
    #peek() {
      for (; ; ) {
        const byte = this.bytes[this.at];
        if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) return byte;
        this.at++;
      }
    }
    #take(byte) {
      if (this.#peek() !== byte) return false;
      this.at++;
      return true;
    }
    #expect(character) {
      if (!this.#take(character.charCodeAt(0))) refuse(`no ${character}`, this.at);
    }
    /** Nothing but white space may follow. */
    end() {
      if (this.#peek() !== void 0) refuse("something after the end", this.at);
    }
    /** @returns {string} */
    string() {
      this.#expect('"');
      const start = this.at;
      let isPlain = true;
      for (; ; this.at++) {
        const byte = this.bytes[this.at];
        if (byte === QUOTE) break;
        if (byte === void 0 || byte < 32) refuse("a text that does not end", this.at);
        if (byte === BACKSLASH) {
          isPlain = false;
          this.at++;
        }
      }
      const raw2 = fromUtf8(this.bytes.subarray(start, this.at)) ?? refuse("not UTF-8", start);
      this.at++;
      if (isPlain) return raw2;
      const text = raw2.replace(/\\(?:u([0-9a-fA-F]{4})|(.))?/gsu, (_, code2, letter) => code2 ? String.fromCharCode(parseInt(code2, 16)) : ESCAPES[letter] ?? refuse("an unknown escape", start));
      return isWellFormed(text) ? text : refuse("half a character", start);
    }
    /** A whole number, not negative, written without fraction or exponent. @returns {number | bigint} */
    integer() {
      const start = (this.#peek(), this.at);
      while (this.bytes[this.at] >= 48 && this.bytes[this.at] <= 57) this.at++;
      const digits = String.fromCharCode(...this.bytes.subarray(start, Math.min(this.at, start + 25)));
      if (!/^(0|[1-9][0-9]{0,19})$/.test(digits) || BigInt(digits) >= 1n << 64n) refuse("not a whole number", start);
      return whole(digits);
    }
    /** null, or what `read` reads. */
    nullable(read2) {
      if (this.#peek() !== 110) return read2(this);
      if (String.fromCharCode(...this.bytes.subarray(this.at, this.at + 4)) !== "null") refuse("an unknown word", this.at);
      this.at += 4;
      return null;
    }
    /** Calls `read` at each item of an array. */
    *items(read2) {
      this.#expect("[");
      if (this.#take(93)) return;
      do
        yield read2(this);
      while (this.#take(COMMA));
      this.#expect("]");
    }
    /** An array of what `read` reads. */
    array(read2) {
      return [...this.items(read2)];
    }
    /**
     * An object: `readers` has a function for each member that may be there. It may be asynchronous.
     * @returns {Generator<[string, unknown]>}
     */
    *members(readers) {
      this.#expect("{");
      const seen = /* @__PURE__ */ new Set();
      if (this.#take(125)) return;
      do {
        const start = this.at;
        const name = this.string();
        if (!Object.hasOwn(readers, name) || seen.has(name)) refuse(`the member ${name.slice(0, 40)}`, start);
        seen.add(name);
        if (!this.#take(COLON)) refuse("no colon", this.at);
        yield [name, readers[name](this)];
      } while (this.#take(COMMA));
      this.#expect("}");
    }
    /** An object with each of these members. */
    object(readers) {
      return complete(Object.fromEntries(this.members(readers)), Object.keys(readers));
    }
  };
  function complete(object, names) {
    for (const name of names) if (!Object.hasOwn(object, name)) fail("format", `the member ${name} is missing`);
    return object;
  }
  var string = (reader) => reader.string();
  var integer = (reader) => reader.integer();
  var literal = (text) => (reader) => reader.string() === text ? text : fail("format", `not "${text}"`);

  // src/random.js
  var ALL = 1n << 64n;
  var Stream = class {
    #block = 0;
    #words = [];
    constructor(key, label) {
      this.key = key;
      this.label = label;
    }
    /** Block number `i`. */
    block(i) {
      return hmacSha256(this.key, `vdraw/1 ${this.label}
${i}
`);
    }
    #next() {
      if (this.#words.length === 0) {
        const { buffer, byteOffset } = this.block(this.#block++);
        const view = new DataView(buffer, byteOffset, 32);
        this.#words = [24, 16, 8, 0].map((at) => view.getBigUint64(at));
      }
      return this.#words.pop();
    }
    /** Uniform(m): a number below m, each equally likely. @param {bigint} m from 1 to 2^64 - 1 */
    uniform(m) {
      const limit = ALL - ALL % m;
      for (; ; ) {
        const x = this.#next();
        if (x < limit) return x % m;
      }
    }
  };
  function* order(key, label, n) {
    const stream = new Stream(key, label);
    const swapped = /* @__PURE__ */ new Map();
    for (let i = 0; i < n; i++) {
      const j = i + Number(stream.uniform(BigInt(n - i)));
      const [here, there] = [swapped.get(i) ?? i + 1, swapped.get(j) ?? j + 1];
      swapped.set(j, here);
      swapped.delete(i);
      yield there;
    }
  }

  // src/run.js
  var Run = class {
    /** @param {{onStep?: (step: Step) => void, onProgress?: (id: string, share: number) => void}} watch */
    constructor(watch = {}) {
      this.watch = watch;
      this.steps = [];
      this.unchecked = [];
      this.error = null;
      this.detail = null;
    }
    /** Does a step; what it returns are facts for the reader, `unchecked` among them. */
    async step(id, action) {
      let facts;
      try {
        facts = await action((share) => this.watch.onProgress?.(id, share));
      } catch (error) {
        if (error instanceof Failure) this.#end({ id, state: "failed", code: error.code });
        throw error;
      }
      if (facts?.unchecked) this.unchecked.push(facts.unchecked);
      this.#end({ id, state: facts?.unchecked ? "unchecked" : "ok", ...facts });
    }
    #end(step) {
      this.steps.push(step);
      this.watch.onStep?.(step);
    }
    /** What all steps together say. Anything thrown that is not a failed check is a mistake of this program: it goes on. */
    async report(action) {
      let facts = {};
      try {
        facts = await action(this);
      } catch (error2) {
        if (!(error2 instanceof Failure)) throw error2;
        this.error = error2.code;
        this.detail = error2.message;
      }
      const { error, detail, steps: steps2, unchecked } = this;
      const verdict = error ? "failed" : unchecked.length > 0 ? "incomplete" : "verified";
      return { verdict, error, detail, steps: steps2, unchecked, ...error ? {} : facts };
    }
  };

  // src/plays.js
  function verifyPlays(bytes, watch) {
    let file2, table, seed2;
    return new Run(watch).report(async (run) => {
      await run.step("file", () => {
        file2 = readPlays(bytes);
      });
      await run.step("paytable", () => {
        table = readPaytable(file2.paytable);
        return { game: table.game };
      });
      await run.step("commitment", () => {
        seed2 = hexBytes(file2.server_seed, 32) ?? fail("seed", "not a seed");
        const commitment = hex(H("vdraw/1 play-seed\n", table.game, "\n", hex(H(file2.paytable)), "\n", seed2));
        must(commitment === file2.commitment, "seed", "the seed does not open the commitment");
      });
      await run.step("client-seed", () => must(/^[0-9A-Za-z_-]{1,64}$/.test(file2.client_seed), "client-seed", "malformed"));
      await run.step("plays", (onProgress) => replay(file2, table, seed2, onProgress));
      return { plays: file2.plays.length, commitment: file2.commitment };
    });
  }
  function readPlays(bytes) {
    const reader = new JsonReader(bytes);
    const play = (each) => each.object({ nonce: integer, code: string, prize: (text) => text.nullable(string) });
    const file2 = reader.object({
      format: literal("vdraw/1 plays"),
      paytable: string,
      commitment: string,
      server_seed: string,
      client_seed: string,
      plays: (each) => each.array(play)
    });
    reader.end();
    return file2;
  }
  async function replay(file2, table, seed2, onProgress) {
    const breathe = breather(onProgress);
    for (const [i, play] of file2.plays.entries()) {
      must(play.nonce === i, "nonce", `play ${i} has the nonce ${play.nonce}`);
      const stream = new Stream(seed2, `play ${file2.client_seed}:${i}`);
      const symbols = Array.from({ length: table.length }, () => table.alphabet[Number(stream.uniform(BigInt(table.alphabet.length)))]);
      const code2 = symbols.join("");
      must(play.code === code2 && play.prize === prizeOf(table, code2), "play", `play ${i} gives ${code2}`);
      await breathe(i / file2.plays.length);
    }
    return { count: file2.plays.length };
  }
  function readPaytable(text) {
    const malformed = (what) => fail("paytable", what);
    const all = lines(text) ?? malformed("control characters");
    const named = (word) => after(all.shift(), word) ?? malformed(`no line ${word}`);
    if (all.shift() !== "vdraw/1 paytable") malformed("another first line");
    const [game, alphabet, length] = [named("game"), named("alphabet"), decWithin(named("length"), 1, 99)];
    if (!isName(game) || !game.includes("/")) malformed("the game");
    const isAscending = [...alphabet].every((symbol, i) => i === 0 || alphabet[i - 1] < symbol);
    if (!/^[0-9A-Z]{2,36}$/.test(alphabet) || !isAscending) malformed("the alphabet");
    if (length === void 0) malformed("the length");
    if (all.length === 0) malformed("no rule");
    const rules = all.map((line) => ruleOf(line, alphabet, length) ?? malformed(`the rule ${line}`));
    return { game, alphabet, length, rules };
  }
  function ruleOf(line, alphabet, length) {
    const [, word, what, rest] = /^(mask|same) (\S+) (.*)$/u.exec(line) ?? [];
    const prize = freeText(rest);
    if (prize === void 0) return void 0;
    if (word === "same") {
      const least = decWithin(what, 2, length);
      return least && { prize, matches: (code2) => [...code2].some((symbol) => code2.split(symbol).length > least) };
    }
    const signs = { "?": () => true, "#": (symbol) => /[0-9]/.test(symbol), "@": (symbol) => /[A-Z]/.test(symbol) };
    const isMask = what.length === length && [...what].every((sign) => sign in signs || alphabet.includes(sign));
    const fits = (symbol, sign) => signs[sign]?.(symbol) ?? symbol === sign;
    return isMask ? { prize, matches: (code2) => [...code2].every((symbol, i) => fits(symbol, what[i])) } : void 0;
  }
  var prizeOf = (table, code2) => table.rules.find(({ matches }) => matches(code2))?.prize ?? null;

  // node_modules/@noble/curves/abstract/weierstrass.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  var divNearest = (num, den) => (num + (num >= 0 ? den : -den) / _2n5) / den;
  function _splitEndoScalar(k, basis, n) {
    aInRange("scalar", k, _0n6, n);
    const [[a1, b1], [a2, b2]] = basis;
    const c1 = divNearest(b2 * k, n);
    const c2 = divNearest(-b1 * k, n);
    let k1 = k - c1 * a1 - c2 * a2;
    let k2 = -c1 * b1 - c2 * b2;
    const k1neg = k1 < _0n6;
    const k2neg = k2 < _0n6;
    if (k1neg)
      k1 = -k1;
    if (k2neg)
      k2 = -k2;
    const MAX_NUM = bitMask(Math.ceil(bitLen(n) / 2)) + _1n7;
    if (k1 < _0n6 || k1 >= MAX_NUM || k2 < _0n6 || k2 >= MAX_NUM) {
      throw new Error("splitScalar (endomorphism): failed for k");
    }
    return { k1neg, k1, k2neg, k2 };
  }
  var _0n6 = /* @__PURE__ */ BigInt(0);
  var _1n7 = /* @__PURE__ */ BigInt(1);
  var _2n5 = /* @__PURE__ */ BigInt(2);
  var _3n3 = /* @__PURE__ */ BigInt(3);
  var _4n5 = /* @__PURE__ */ BigInt(4);
  function weierstrass(params, extraOpts = {}) {
    const validated = createCurveFields("weierstrass", params, extraOpts);
    const Fp3 = validated.Fp;
    const Fn = validated.Fn;
    let CURVE = validated.CURVE;
    const { h: cofactor, n: CURVE_ORDER } = CURVE;
    validateObject(extraOpts, {}, {
      allowInfinityPoint: "boolean",
      clearCofactor: "function",
      isTorsionFree: "function",
      fromBytes: "function",
      toBytes: "function",
      endo: "object",
      randomBytes: "function"
    });
    const { endo: endoOpts, allowInfinityPoint, clearCofactor, isTorsionFree, fromBytes, toBytes } = extraOpts;
    const randomBytes3 = extraOpts.randomBytes === void 0 ? randomBytes2 : extraOpts.randomBytes;
    if (endoOpts) {
      if (!Fp3.is0(CURVE.a) || typeof endoOpts.beta !== "bigint" || !Array.isArray(endoOpts.basises)) {
        throw new Error('invalid endo: expected "beta": bigint and "basises": array');
      }
    }
    const endo = endoOpts ? {
      beta: endoOpts.beta,
      basises: endoOpts.basises.map((basis) => [...basis])
    } : void 0;
    const lengths = getWLengths(Fp3, Fn);
    function assertCompressionIsSupported() {
      if (!Fp3.isOdd)
        throw new Error("compression is not supported: Field does not have .isOdd()");
    }
    function pointToBytes(_c, point2, isCompressed) {
      if (point2.is0()) {
        if (!allowInfinityPoint)
          throw new Error("bad point: ZERO");
        return Uint8Array.of(0);
      }
      const { x, y } = point2.toAffine();
      const bx = Fp3.toBytes(x);
      abool(isCompressed, "isCompressed");
      if (isCompressed) {
        assertCompressionIsSupported();
        const hasEvenY = !Fp3.isOdd(y);
        return concatBytes2(pprefix(hasEvenY), bx);
      } else {
        return concatBytes2(Uint8Array.of(4), bx, Fp3.toBytes(y));
      }
    }
    function pointFromBytes(bytes) {
      abytes2(bytes, void 0, "Point");
      const { publicKey: comp, publicKeyUncompressed: uncomp } = lengths;
      const length = bytes.length;
      const head = bytes[0];
      const tail = bytes.subarray(1);
      if (allowInfinityPoint && length === 1 && head === 0)
        return { x: Fp3.ZERO, y: Fp3.ZERO };
      if (length === comp && (head === 2 || head === 3)) {
        const x = Fp3.fromBytes(tail);
        if (!Fp3.isValid(x))
          throw new Error("bad point: is not on curve, wrong x");
        const y2 = weierstrassEquation(x);
        let y;
        try {
          y = Fp3.sqrt(y2);
        } catch (sqrtError) {
          const err = sqrtError instanceof Error ? ": " + sqrtError.message : "";
          throw new Error("bad point: is not on curve, sqrt error" + err);
        }
        assertCompressionIsSupported();
        const evenY = Fp3.isOdd(y);
        const evenH = (head & 1) === 1;
        if (evenH !== evenY)
          y = Fp3.neg(y);
        return { x, y };
      } else if (length === uncomp && head === 4) {
        const L2 = Fp3.BYTES;
        const x = Fp3.fromBytes(tail.subarray(0, L2));
        const y = Fp3.fromBytes(tail.subarray(L2, L2 * 2));
        if (!isValidXY(x, y))
          throw new Error("bad point: is not on curve");
        return { x, y };
      } else {
        throw new Error(`bad point: got length ${length}, expected compressed=${comp} or uncompressed=${uncomp}`);
      }
    }
    const encodePoint = toBytes === void 0 ? pointToBytes : toBytes;
    const decodePoint = fromBytes === void 0 ? pointFromBytes : fromBytes;
    const b3 = Fp3.mul(CURVE.b, _3n3);
    const mulA = Fp3.is0(CURVE.a) ? (_) => Fp3.ZERO : (x) => Fp3.mul(CURVE.a, x);
    function weierstrassEquation(x) {
      const x2 = Fp3.sqr(x);
      const x3 = Fp3.mul(x2, x);
      return Fp3.add(Fp3.add(x3, Fp3.mul(x, CURVE.a)), CURVE.b);
    }
    function isValidXY(x, y) {
      const left = Fp3.sqr(y);
      const right = weierstrassEquation(x);
      return Fp3.eql(left, right);
    }
    if (!isValidXY(CURVE.Gx, CURVE.Gy))
      throw new Error("bad curve params: generator point");
    const _4a3 = Fp3.mul(Fp3.pow(CURVE.a, _3n3), _4n5);
    const _27b2 = Fp3.mul(Fp3.sqr(CURVE.b), BigInt(27));
    if (Fp3.is0(Fp3.add(_4a3, _27b2)))
      throw new Error("bad curve params: a or b");
    function acoord(title, n, banZero = false) {
      if (!Fp3.isValid(n) || banZero && Fp3.is0(n))
        throw new Error(`bad point coordinate ${title}`);
      return typeof n === "object" && n !== null ? Fp3.create(n) : n;
    }
    function aprjpoint(other) {
      if (!(other instanceof Point2))
        throw new Error("Weierstrass Point expected");
    }
    function splitEndoScalarN(k) {
      if (!endo || !endo.basises)
        throw new Error("no endo");
      return _splitEndoScalar(k, endo.basises, Fn.ORDER);
    }
    function pushWnafPair(points, scalars, p, k) {
      if (!Fn.isValid(k))
        throw new RangeError("invalid scalar: out of range");
      if (endo) {
        const { k1neg, k1, k2neg, k2 } = splitEndoScalarN(k);
        const psi = new Point2(Fp3.mul(p.X, endo.beta), p.Y, p.Z);
        points.push(k1neg ? p.negate() : p, k2neg ? psi.negate() : psi);
        scalars.push(k1, k2);
      } else {
        points.push(p);
        scalars.push(k);
      }
    }
    const validityCache = /* @__PURE__ */ new WeakSet();
    class Point2 {
      static BASE = new Point2(CURVE.Gx, CURVE.Gy, Fp3.ONE);
      static ZERO = new Point2(Fp3.ZERO, Fp3.ONE, Fp3.ZERO);
      static Fp = Fp3;
      static Fn = Fn;
      X;
      Y;
      Z;
      /** Does NOT validate if the point is valid. Use `.assertValidity()`. */
      constructor(X, Y, Z) {
        this.X = acoord("x", X);
        this.Y = acoord("y", Y, true);
        this.Z = acoord("z", Z);
        Object.freeze(this);
      }
      static CURVE() {
        return CURVE;
      }
      /** Does NOT validate if the point is valid. Use `.assertValidity()`. */
      static fromAffine(p) {
        const { x, y } = p || {};
        if (!p || !Fp3.isValid(x) || !Fp3.isValid(y))
          throw new Error("invalid affine point");
        if (p instanceof Point2)
          throw new Error("projective point not allowed");
        if (Fp3.is0(x) && Fp3.is0(y))
          return Point2.ZERO;
        return new Point2(x, y, Fp3.ONE);
      }
      static fromBytes(bytes) {
        const P = Point2.fromAffine(decodePoint(abytes2(bytes, void 0, "point")));
        P.assertValidity();
        return P;
      }
      static fromHex(hex2) {
        return Point2.fromBytes(hexToBytes2(hex2));
      }
      get x() {
        return this.toAffine().x;
      }
      get y() {
        return this.toAffine().y;
      }
      /**
       * @param isLazy - true will defer table computation until the first multiplication
       */
      precompute(windowSize = 6, isLazy = true) {
        wnaf.setWindowSize(this, windowSize);
        if (!isLazy)
          this.multiply(_3n3);
        return this;
      }
      // TODO: return `this`
      /** A point on curve is valid if it conforms to equation. */
      assertValidity() {
        const p = this;
        if (p.is0()) {
          if (allowInfinityPoint && Fp3.is0(p.X) && Fp3.eql(p.Y, Fp3.ONE) && Fp3.is0(p.Z))
            return;
          throw new Error("bad point: ZERO");
        }
        if (validityCache.has(p))
          return;
        const { x, y } = p.toAffine();
        if (!Fp3.isValid(x) || !Fp3.isValid(y))
          throw new Error("bad point: x or y not field elements");
        if (!isValidXY(x, y))
          throw new Error("bad point: equation left != right");
        if (!p.isTorsionFree())
          throw new Error("bad point: not in prime-order subgroup");
        validityCache.add(p);
      }
      hasEvenY() {
        const { y } = this.toAffine();
        if (!Fp3.isOdd)
          throw new Error("Field doesn't support isOdd");
        return !Fp3.isOdd(y);
      }
      /** Compare one point to another. */
      equals(other) {
        aprjpoint(other);
        const { X: X1, Y: Y1, Z: Z1 } = this;
        const { X: X2, Y: Y2, Z: Z2 } = other;
        const U1 = Fp3.eql(Fp3.mul(X1, Z2), Fp3.mul(X2, Z1));
        const U2 = Fp3.eql(Fp3.mul(Y1, Z2), Fp3.mul(Y2, Z1));
        return U1 && U2;
      }
      /** Flips point to one corresponding to (x, -y) in Affine coordinates. */
      negate() {
        return new Point2(this.X, Fp3.neg(this.Y), this.Z);
      }
      // Renes-Costello-Batina exception-free doubling formula.
      // There is 30% faster Jacobian formula, but it is not complete.
      // https://eprint.iacr.org/2015/1060, algorithm 3
      // Cost: 8M + 3S + 3*a + 2*b3 + 15add.
      double() {
        const { X: X1, Y: Y1, Z: Z1 } = this;
        let X3 = Fp3.ZERO, Y3 = Fp3.ZERO, Z3 = Fp3.ZERO;
        let t0 = Fp3.mul(X1, X1);
        let t1 = Fp3.mul(Y1, Y1);
        let t2 = Fp3.mul(Z1, Z1);
        let t3 = Fp3.mul(X1, Y1);
        t3 = Fp3.add(t3, t3);
        Z3 = Fp3.mul(X1, Z1);
        Z3 = Fp3.add(Z3, Z3);
        X3 = mulA(Z3);
        Y3 = Fp3.mul(b3, t2);
        Y3 = Fp3.add(X3, Y3);
        X3 = Fp3.sub(t1, Y3);
        Y3 = Fp3.add(t1, Y3);
        Y3 = Fp3.mul(X3, Y3);
        X3 = Fp3.mul(t3, X3);
        Z3 = Fp3.mul(b3, Z3);
        t2 = mulA(t2);
        t3 = Fp3.sub(t0, t2);
        t3 = mulA(t3);
        t3 = Fp3.add(t3, Z3);
        Z3 = Fp3.add(t0, t0);
        t0 = Fp3.add(Z3, t0);
        t0 = Fp3.add(t0, t2);
        t0 = Fp3.mul(t0, t3);
        Y3 = Fp3.add(Y3, t0);
        t2 = Fp3.mul(Y1, Z1);
        t2 = Fp3.add(t2, t2);
        t0 = Fp3.mul(t2, t3);
        X3 = Fp3.sub(X3, t0);
        Z3 = Fp3.mul(t2, t1);
        Z3 = Fp3.add(Z3, Z3);
        Z3 = Fp3.add(Z3, Z3);
        return new Point2(X3, Y3, Z3);
      }
      // Renes-Costello-Batina exception-free addition formula.
      // There is 30% faster Jacobian formula, but it is not complete.
      // https://eprint.iacr.org/2015/1060, algorithm 1
      // Cost: 12M + 0S + 3*a + 3*b3 + 23add.
      add(other) {
        aprjpoint(other);
        const { X: X1, Y: Y1, Z: Z1 } = this;
        const { X: X2, Y: Y2, Z: Z2 } = other;
        let X3 = Fp3.ZERO, Y3 = Fp3.ZERO, Z3 = Fp3.ZERO;
        let t0 = Fp3.mul(X1, X2);
        let t1 = Fp3.mul(Y1, Y2);
        let t2 = Fp3.mul(Z1, Z2);
        let t3 = Fp3.add(X1, Y1);
        let t4 = Fp3.add(X2, Y2);
        t3 = Fp3.mul(t3, t4);
        t4 = Fp3.add(t0, t1);
        t3 = Fp3.sub(t3, t4);
        t4 = Fp3.add(X1, Z1);
        let t5 = Fp3.add(X2, Z2);
        t4 = Fp3.mul(t4, t5);
        t5 = Fp3.add(t0, t2);
        t4 = Fp3.sub(t4, t5);
        t5 = Fp3.add(Y1, Z1);
        X3 = Fp3.add(Y2, Z2);
        t5 = Fp3.mul(t5, X3);
        X3 = Fp3.add(t1, t2);
        t5 = Fp3.sub(t5, X3);
        Z3 = mulA(t4);
        X3 = Fp3.mul(b3, t2);
        Z3 = Fp3.add(X3, Z3);
        X3 = Fp3.sub(t1, Z3);
        Z3 = Fp3.add(t1, Z3);
        Y3 = Fp3.mul(X3, Z3);
        t1 = Fp3.add(t0, t0);
        t1 = Fp3.add(t1, t0);
        t2 = mulA(t2);
        t4 = Fp3.mul(b3, t4);
        t1 = Fp3.add(t1, t2);
        t2 = Fp3.sub(t0, t2);
        t2 = mulA(t2);
        t4 = Fp3.add(t4, t2);
        t0 = Fp3.mul(t1, t4);
        Y3 = Fp3.add(Y3, t0);
        t0 = Fp3.mul(t5, t4);
        X3 = Fp3.mul(t3, X3);
        X3 = Fp3.sub(X3, t0);
        t0 = Fp3.mul(t3, t1);
        Z3 = Fp3.mul(t5, Z3);
        Z3 = Fp3.add(Z3, t0);
        return new Point2(X3, Y3, Z3);
      }
      subtract(other) {
        aprjpoint(other);
        return this.add(other.negate());
      }
      is0() {
        return this.equals(Point2.ZERO);
      }
      /**
       * Constant time multiplication.
       * Uses precomputed tables (signed fixed-window wNAF) when available.
       * Uses scalar blinding and avoids endomorphism splitting in the secret-scalar path.
       * @param scalar - by which the point would be multiplied
       * @returns New point
       */
      multiply(scalar) {
        if (!Fn.isValidNot0(scalar))
          throw new RangeError("invalid scalar: out of range");
        const { p, f } = wnaf.mulSecret(this, scalar, cofactor, normalize);
        return normalize([p, f])[0];
      }
      /**
       * Non-constant-time multiplication. Uses width-4 wNAF with GLV endomorphism splitting
       * when available (two half-width scalars sharing one halved doubling chain).
       * It's faster, but should only be used when you don't care about
       * an exposed secret key e.g. sig verification, which works over *public* keys.
       */
      multiplyUnsafe(scalar) {
        const p = this;
        const sc = scalar;
        if (!Fn.isValid(sc))
          throw new RangeError("invalid scalar: out of range");
        if (sc === _0n6 || p.is0())
          return Point2.ZERO;
        if (sc === _1n7)
          return p;
        if (wnaf.hasWindowSize(this))
          return wnaf.mulUnsafe(p, sc, normalize);
        const points = [];
        const scalars = [];
        pushWnafPair(points, scalars, p, sc);
        return mulAddUnsafe(Point2, points, scalars);
      }
      /**
       * Non-constant-time double-scalar multiplication `a⋅this + b⋅other` (Strauss–Shamir).
       * Both walks share one doubling chain via {@link mulAddUnsafe}, and GLV endomorphism
       * (when available) halves the chain again by splitting each scalar into two half-width
       * parts. Used by ECDSA verification and public-key recovery for `R = u1⋅G + u2⋅P`.
       * Only for public scalars.
       */
      mulAddUnsafe(a, other, b) {
        aprjpoint(other);
        const points = [];
        const scalars = [];
        pushWnafPair(points, scalars, this, a);
        pushWnafPair(points, scalars, other, b);
        return mulAddUnsafe(Point2, points, scalars);
      }
      /**
       * Converts Projective point to affine (x, y) coordinates.
       * (X, Y, Z) ∋ (x=X/Z, y=Y/Z).
       * @param invertedZ - Z^-1 (inverted zero) - optional, precomputation is useful for invertBatch
       */
      toAffine(invertedZ) {
        const p = this;
        let iz = invertedZ;
        if (iz != null && !Fp3.isValid(iz))
          throw new RangeError('"invertedZ" expected valid field element');
        const { X, Y, Z } = p;
        if (Fp3.eql(Z, Fp3.ONE))
          return { x: X, y: Y };
        const is0 = p.is0();
        if (iz == null)
          iz = is0 ? Fp3.ONE : Fp3.inv(Z);
        const x = Fp3.mul(X, iz);
        const y = Fp3.mul(Y, iz);
        const zz = Fp3.mul(Z, iz);
        if (is0)
          return { x: Fp3.ZERO, y: Fp3.ZERO };
        if (!Fp3.eql(zz, Fp3.ONE))
          throw new Error("invZ was invalid");
        return { x, y };
      }
      /**
       * Checks whether Point is free of torsion elements (is in prime subgroup).
       * Always torsion-free for cofactor=1 curves.
       */
      isTorsionFree() {
        if (cofactor === _1n7)
          return true;
        if (isTorsionFree)
          return isTorsionFree(Point2, this);
        return wnaf.mulUnsafe(this, CURVE_ORDER).is0();
      }
      clearCofactor() {
        if (cofactor === _1n7)
          return this;
        if (clearCofactor)
          return clearCofactor(Point2, this);
        return this.multiplyUnsafe(cofactor);
      }
      isSmallOrder() {
        if (cofactor === _1n7)
          return this.is0();
        return this.clearCofactor().is0();
      }
      toBytes(isCompressed = true) {
        abool(isCompressed, "isCompressed");
        this.assertValidity();
        return encodePoint(Point2, this, isCompressed);
      }
      toHex(isCompressed = true) {
        return bytesToHex2(this.toBytes(isCompressed));
      }
      toString() {
        return `<Point ${this.is0() ? "ZERO" : this.toHex()}>`;
      }
    }
    const normalize = (points) => normalizeZ(Point2, points);
    const wnaf = new ScalarMultiplier(Point2, randomBytes3);
    if (wnaf.bits >= 6)
      Point2.BASE.precompute(6);
    Object.freeze(Point2.prototype);
    Object.freeze(Point2);
    return Point2;
  }
  function pprefix(hasEvenY) {
    return Uint8Array.of(hasEvenY ? 2 : 3);
  }
  function getWLengths(Fp3, Fn) {
    return {
      secretKey: Fn.BYTES,
      publicKey: 1 + Fp3.BYTES,
      publicKeyUncompressed: 1 + 2 * Fp3.BYTES,
      publicKeyHasPrefix: true,
      // Raw compact `(r || s)` signature width; DER and recovered signatures use
      // different lengths outside this helper.
      signature: 2 * Fn.BYTES
    };
  }

  // node_modules/@noble/curves/abstract/bls.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  var _0n7 = BigInt(0);
  var _1n8 = BigInt(1);
  var _2n6 = BigInt(2);
  var _3n4 = BigInt(3);
  function NAfDecomposition(a) {
    const res = [];
    for (; a > _1n8; a >>= _1n8) {
      if ((a & _1n8) === _0n7)
        res.unshift(0);
      else if ((a & _3n4) === _3n4) {
        res.unshift(-1);
        a += _1n8;
      } else
        res.unshift(1);
    }
    return res;
  }
  function aNonEmpty(arr) {
    if (!Array.isArray(arr) || arr.length === 0)
      throw new Error("expected non-empty array");
  }
  function createBlsPairing(fields3, G1, G2, params) {
    validateObject(fields3, { Fp: "object", Fr: "object", Fp2: "object", Fp12: "object" }, { Fp6: "object" }, "fields");
    if (typeof G1 !== "function")
      throw new TypeError('"G1_Point" expected point constructor, got type=' + typeof G1);
    if (typeof G2 !== "function")
      throw new TypeError('"G2_Point" expected point constructor, got type=' + typeof G2);
    validateObject(params, { ateLoopSize: "bigint", xNegative: "boolean", twistType: "string" }, { randomBytes: "function", postPrecompute: "function" }, "params");
    const { Fp: Fp3, Fr, Fp2: Fp23, Fp12: Fp122 } = fields3;
    const { twistType, ateLoopSize, xNegative, postPrecompute } = params;
    const fp22 = (c0, c1) => ({ c0, c1 });
    const fp2f = ({ c0, c1 }) => Object.freeze({ c0, c1 });
    const add2 = (a, b) => fp22(Fp3.add(a.c0, b.c0), Fp3.add(a.c1, b.c1));
    const sub2 = (a, b) => fp22(Fp3.sub(a.c0, b.c0), Fp3.sub(a.c1, b.c1));
    const mul2 = (a, b) => {
      const t0 = Fp3.mul(a.c0, b.c0);
      const t1 = Fp3.mul(a.c1, b.c1);
      return fp22(Fp3.sub(t0, t1), Fp3.sub(Fp3.mul(Fp3.add(a.c0, a.c1), Fp3.add(b.c0, b.c1)), Fp3.add(t0, t1)));
    };
    const mul2ByFp = (a, rhs) => fp22(Fp3.mul(a.c0, rhs), Fp3.mul(a.c1, rhs));
    const mul2ByNonresidue = (a) => Fp23.mulByNonresidue(a);
    const mul014ByLine = ({ c0: f0, c1: f1 }, o0, l1, l4, Px, Py) => {
      const o1 = mul2ByFp(l1, Px);
      const o4 = mul2ByFp(l4, Py);
      const { c0: a0, c1: a1, c2: a2 } = f0;
      const { c0: b0, c1: b1, c2: b2 } = f1;
      const t0_0 = mul2(a0, o0);
      const t0_1 = mul2(a1, o1);
      const t0_c0 = add2(mul2ByNonresidue(sub2(mul2(add2(a1, a2), o1), t0_1)), t0_0);
      const t0_c1 = sub2(sub2(mul2(add2(o0, o1), add2(a0, a1)), t0_0), t0_1);
      const t0_c2 = add2(sub2(mul2(add2(a0, a2), o0), t0_0), t0_1);
      const t1_c0 = mul2ByNonresidue(mul2(b2, o4));
      const t1_c1 = mul2(b0, o4);
      const t1_c2 = mul2(b1, o4);
      const s0 = add2(a0, b0);
      const s1 = add2(a1, b1);
      const s2 = add2(a2, b2);
      const o14 = add2(o1, o4);
      const t2_0 = mul2(s0, o0);
      const t2_1 = mul2(s1, o14);
      const t2_c0 = add2(mul2ByNonresidue(sub2(mul2(add2(s1, s2), o14), t2_1)), t2_0);
      const t2_c1 = sub2(sub2(mul2(add2(o0, o14), add2(s0, s1)), t2_0), t2_1);
      const t2_c2 = add2(sub2(mul2(add2(s0, s2), o0), t2_0), t2_1);
      return Object.freeze({
        c0: Object.freeze({
          c0: fp2f(add2(mul2ByNonresidue(t1_c2), t0_c0)),
          c1: fp2f(add2(t1_c0, t0_c1)),
          c2: fp2f(add2(t1_c1, t0_c2))
        }),
        c1: Object.freeze({
          c0: fp2f(sub2(sub2(t2_c0, t0_c0), t1_c0)),
          c1: fp2f(sub2(sub2(t2_c1, t0_c1), t1_c1)),
          c2: fp2f(sub2(sub2(t2_c2, t0_c2), t1_c2))
        })
      });
    };
    const mul034ByLine = ({ c0: f0, c1: f1 }, l0, l3, o4, Px, Py) => {
      const o0 = mul2ByFp(l0, Py);
      const o3 = mul2ByFp(l3, Px);
      const { c0: a0, c1: a1, c2: a2 } = f0;
      const { c0: b0, c1: b1, c2: b2 } = f1;
      const a_c0 = mul2(a0, o0);
      const a_c1 = mul2(a1, o0);
      const a_c2 = mul2(a2, o0);
      const b0m = mul2(b0, o3);
      const b1m = mul2(b1, o4);
      const b_c0 = add2(mul2ByNonresidue(sub2(mul2(add2(b1, b2), o4), b1m)), b0m);
      const b_c1 = sub2(sub2(mul2(add2(o3, o4), add2(b0, b1)), b0m), b1m);
      const b_c2 = add2(sub2(mul2(add2(b0, b2), o3), b0m), b1m);
      const s0 = add2(a0, b0);
      const s1 = add2(a1, b1);
      const s2 = add2(a2, b2);
      const o03 = add2(o0, o3);
      const e0m = mul2(s0, o03);
      const e1m = mul2(s1, o4);
      const e_c0 = add2(mul2ByNonresidue(sub2(mul2(add2(s1, s2), o4), e1m)), e0m);
      const e_c1 = sub2(sub2(mul2(add2(o03, o4), add2(s0, s1)), e0m), e1m);
      const e_c2 = add2(sub2(mul2(add2(s0, s2), o03), e0m), e1m);
      return Object.freeze({
        c0: Object.freeze({
          c0: fp2f(add2(mul2ByNonresidue(b_c2), a_c0)),
          c1: fp2f(add2(b_c0, a_c1)),
          c2: fp2f(add2(b_c1, a_c2))
        }),
        c1: Object.freeze({
          c0: fp2f(sub2(sub2(e_c0, a_c0), b_c0)),
          c1: fp2f(sub2(sub2(e_c1, a_c1), b_c1)),
          c2: fp2f(sub2(sub2(e_c2, a_c2), b_c2))
        })
      });
    };
    let lineFunction;
    if (twistType === "multiplicative") {
      lineFunction = (c0, c1, c2, f, Px, Py) => mul014ByLine(f, c0, c1, c2, Px, Py);
    } else if (twistType === "divisive") {
      lineFunction = (c0, c1, c2, f, Px, Py) => mul034ByLine(f, c2, c1, c0, Px, Py);
    } else
      throw new Error("bls: unknown twist type");
    const Fp2div2 = Fp23.div(Fp23.ONE, Fp23.mul(Fp23.ONE, _2n6));
    function pointDouble(ell, Rx, Ry, Rz) {
      const t0 = Fp23.sqr(Ry);
      const t1 = Fp23.sqr(Rz);
      const t2 = Fp23.mulByB(Fp23.mul(t1, _3n4));
      const t3 = Fp23.mul(t2, _3n4);
      const t4 = Fp23.sub(Fp23.sub(Fp23.sqr(Fp23.add(Ry, Rz)), t1), t0);
      const c0 = Fp23.sub(t2, t0);
      const c1 = Fp23.mul(Fp23.sqr(Rx), _3n4);
      const c2 = Fp23.neg(t4);
      ell.push([c0, c1, c2]);
      Rx = Fp23.mul(Fp23.mul(Fp23.mul(Fp23.sub(t0, t3), Rx), Ry), Fp2div2);
      Ry = Fp23.sub(Fp23.sqr(Fp23.mul(Fp23.add(t0, t3), Fp2div2)), Fp23.mul(Fp23.sqr(t2), _3n4));
      Rz = Fp23.mul(t0, t4);
      return { Rx, Ry, Rz };
    }
    function pointAdd(ell, Rx, Ry, Rz, Qx, Qy) {
      const t0 = Fp23.sub(Ry, Fp23.mul(Qy, Rz));
      const t1 = Fp23.sub(Rx, Fp23.mul(Qx, Rz));
      const c0 = Fp23.sub(Fp23.mul(t0, Qx), Fp23.mul(t1, Qy));
      const c1 = Fp23.neg(t0);
      const c2 = t1;
      ell.push([c0, c1, c2]);
      const t2 = Fp23.sqr(t1);
      const t3 = Fp23.mul(t2, t1);
      const t4 = Fp23.mul(t2, Rx);
      const t5 = Fp23.add(Fp23.sub(t3, Fp23.mul(t4, _2n6)), Fp23.mul(Fp23.sqr(t0), Rz));
      Rx = Fp23.mul(t1, t5);
      Ry = Fp23.sub(Fp23.mul(Fp23.sub(t4, t5), t0), Fp23.mul(t3, Ry));
      Rz = Fp23.mul(Rz, t3);
      return { Rx, Ry, Rz };
    }
    const ATE_NAF = NAfDecomposition(ateLoopSize);
    const calcPairingPrecomputes = (point2) => {
      if (!(point2 instanceof G2))
        throw new TypeError('"point" expected G2 point, got type=' + typeof point2);
      const p = point2;
      const { x, y } = p.toAffine();
      const Qx = x, Qy = y, negQy = Fp23.neg(y);
      let Rx = Qx, Ry = Qy, Rz = Fp23.ONE;
      const ell = [];
      for (const bit of ATE_NAF) {
        const cur = [];
        ({ Rx, Ry, Rz } = pointDouble(cur, Rx, Ry, Rz));
        if (bit)
          ({ Rx, Ry, Rz } = pointAdd(cur, Rx, Ry, Rz, Qx, bit === -1 ? negQy : Qy));
        ell.push(cur);
      }
      if (postPrecompute) {
        const last = ell[ell.length - 1];
        postPrecompute(Rx, Ry, Rz, Qx, Qy, pointAdd.bind(null, last));
      }
      return ell;
    };
    function millerLoopBatch(pairs, withFinalExponent = false) {
      aarray(pairs, "pairs", (pair, title) => {
        aarray(pair, title);
        if (pair.length !== 3)
          throw new TypeError(`"${title}" expected precompute tuple`);
        aarray(pair[0], title + "[0]");
      });
      let f12 = Fp122.ONE;
      if (pairs.length) {
        const ellLen = pairs[0][0].length;
        for (let i = 0; i < ellLen; i++) {
          if (i !== 0)
            f12 = Fp122.sqr(f12);
          for (const [ell, Px, Py] of pairs) {
            for (const [c0, c1, c2] of ell[i])
              f12 = lineFunction(c0, c1, c2, f12, Px, Py);
          }
        }
      }
      if (xNegative)
        f12 = Fp122.conjugate(f12);
      return withFinalExponent ? Fp122.finalExponentiate(f12) : f12;
    }
    function pairingBatch(pairs, withFinalExponent = true) {
      aarray(pairs, "pairs");
      const res = [];
      for (let i = 0; i < pairs.length; i++) {
        const pair = pairs[i];
        validateObject(pair, { g1: "object", g2: "object" }, {}, "pairs[" + i + "]");
        const { g1: g12, g2: g22 } = pair;
        if (!(g12 instanceof G1))
          throw new TypeError('"pairs[' + i + '].g1" expected G1 point, got type=' + typeof g12);
        if (!(g22 instanceof G2))
          throw new TypeError('"pairs[' + i + '].g2" expected G2 point, got type=' + typeof g22);
        if (g12.is0() || g22.is0())
          throw new Error("pairing is not available for ZERO point");
        g12.assertValidity();
        g22.assertValidity();
        const Qa = g12.toAffine();
        res.push([calcPairingPrecomputes(g22), Qa.x, Qa.y]);
      }
      return millerLoopBatch(res, withFinalExponent);
    }
    function pairing(Q, P, withFinalExponent = true) {
      if (!(Q instanceof G1))
        throw new TypeError('"Q" expected G1 point, got type=' + typeof Q);
      if (!(P instanceof G2))
        throw new TypeError('"P" expected G2 point, got type=' + typeof P);
      return pairingBatch([{ g1: Q, g2: P }], withFinalExponent);
    }
    const lengths = {
      seed: getMinHashLength(Fr.ORDER)
    };
    const rand = params.randomBytes === void 0 ? randomBytes2 : params.randomBytes;
    const randomSecretKey = (seed2) => {
      seed2 = seed2 === void 0 ? rand(lengths.seed) : seed2;
      abytes2(seed2, lengths.seed, "seed");
      return mapHashToField(seed2, Fr.ORDER);
    };
    Object.freeze(lengths);
    return {
      lengths,
      Fr,
      Fp12: Fp122,
      // NOTE: we re-export Fp12 here because pairing results are Fp12!
      millerLoopBatch,
      pairing,
      pairingBatch,
      calcPairingPrecomputes,
      randomSecretKey
    };
  }
  function createBlsSig(blsPairing, PubPoint, SigPoint, isSigG1, hashToSigCurve, SignatureCoder) {
    const { Fr, Fp12: Fp122, pairingBatch, randomSecretKey, lengths } = blsPairing;
    if (!SignatureCoder) {
      SignatureCoder = {
        fromBytes: notImplemented,
        fromHex: notImplemented,
        toBytes: notImplemented,
        toHex: notImplemented
      };
    }
    const sigCoder = Object.freeze({ ...SignatureCoder });
    function normPub(point2) {
      return point2 instanceof PubPoint ? point2 : PubPoint.fromBytes(point2);
    }
    function normSig(point2) {
      return point2 instanceof SigPoint ? point2 : sigCoder.fromBytes(point2);
    }
    function amsg(m) {
      if (!(m instanceof SigPoint))
        throw new Error(`expected valid message hashed to ${!isSigG1 ? "G2" : "G1"} curve`);
      return m;
    }
    const pair = !isSigG1 ? (a, b) => ({ g1: a, g2: b }) : (a, b) => ({ g1: b, g2: a });
    return Object.freeze({
      lengths: Object.freeze({ ...lengths, secretKey: Fr.BYTES }),
      keygen(seed2) {
        const secretKey = randomSecretKey(seed2);
        const publicKey = this.getPublicKey(secretKey);
        return { secretKey, publicKey };
      },
      // P = pk x G
      getPublicKey(secretKey) {
        let sec;
        try {
          sec = PubPoint.Fn.fromBytes(secretKey);
        } catch (error) {
          throw new Error("invalid private key: " + typeof secretKey, { cause: error });
        }
        return PubPoint.BASE.multiply(sec);
      },
      // S = pk x H(m)
      sign(message, secretKey, unusedArg) {
        if (unusedArg != null)
          throw new Error("sign() expects 2 arguments");
        const sec = PubPoint.Fn.fromBytes(secretKey);
        amsg(message).assertValidity();
        return message.multiply(sec);
      },
      // Checks if pairing of public key & hash is equal to pairing of generator & signature.
      // e(P, H(m)) == e(G, S)
      // e(S, G) == e(H(m), P)
      verify(signature2, message, publicKey, unusedArg) {
        if (unusedArg != null)
          throw new Error("verify() expects 3 arguments");
        signature2 = normSig(signature2);
        publicKey = normPub(publicKey);
        const P = publicKey.negate();
        const G = PubPoint.BASE;
        const Hm = amsg(message);
        const S = signature2;
        try {
          const exp = pairingBatch([pair(P, Hm), pair(G, S)]);
          return Fp122.eql(exp, Fp122.ONE);
        } catch {
          return false;
        }
      },
      // https://ethresear.ch/t/fast-verification-of-multiple-bls-signatures/5407
      // e(G, S) = e(G, SUM(n)(Si)) = MUL(n)(e(G, Si))
      // TODO: maybe `{message: G2Hex, publicKey: G1Hex}[]` instead?
      verifyBatch(signature2, items) {
        aNonEmpty(items);
        const sig = normSig(signature2);
        const nMessages = items.map((i) => amsg(i.message));
        const nPublicKeys = items.map((i) => normPub(i.publicKey));
        const messagePubKeyMap = /* @__PURE__ */ new Map();
        for (let i = 0; i < nPublicKeys.length; i++) {
          const pub = nPublicKeys[i];
          const msg = nMessages[i];
          let keys = messagePubKeyMap.get(msg);
          if (keys === void 0) {
            keys = [];
            messagePubKeyMap.set(msg, keys);
          }
          keys.push(pub);
        }
        const paired = [];
        const G = PubPoint.BASE;
        try {
          for (const [msg, keys] of messagePubKeyMap) {
            const groupPublicKey = keys.reduce((acc, msg2) => acc.add(msg2));
            paired.push(pair(groupPublicKey, msg));
          }
          paired.push(pair(G.negate(), sig));
          return Fp122.eql(pairingBatch(paired), Fp122.ONE);
        } catch {
          return false;
        }
      },
      // Adds a bunch of public key points together.
      // pk1 + pk2 + pk3 = pkA
      aggregatePublicKeys(publicKeys) {
        aNonEmpty(publicKeys);
        publicKeys = publicKeys.map((pub) => normPub(pub));
        const agg = publicKeys.reduce((sum, p) => sum.add(p), PubPoint.ZERO);
        agg.assertValidity();
        return agg;
      },
      // Adds a bunch of signature points together.
      // pk1 + pk2 + pk3 = pkA
      aggregateSignatures(signatures) {
        aNonEmpty(signatures);
        signatures = signatures.map((sig) => normSig(sig));
        const agg = signatures.reduce((sum, s) => sum.add(s), SigPoint.ZERO);
        agg.assertValidity();
        return agg;
      },
      hash(messageBytes, DST2) {
        abytes2(messageBytes);
        const opts = DST2 === void 0 ? void 0 : { DST: DST2 };
        return hashToSigCurve(messageBytes, opts);
      },
      Signature: Object.freeze({ ...sigCoder })
    });
  }
  function blsBasic(fields3, G1_Point2, G2_Point2, params) {
    const { Fp: Fp3, Fr, Fp2: Fp23, Fp6: Fp62, Fp12: Fp122 } = fields3;
    const G1 = { Point: G1_Point2 };
    const G2 = { Point: G2_Point2 };
    const pairingRes = createBlsPairing(fields3, G1_Point2, G2_Point2, params);
    const { millerLoopBatch, pairing, pairingBatch, calcPairingPrecomputes, randomSecretKey, lengths } = pairingRes;
    G1.Point.BASE.precompute(4);
    Object.freeze(G1);
    Object.freeze(G2);
    return Object.freeze({
      lengths: Object.freeze(lengths),
      millerLoopBatch,
      pairing,
      pairingBatch,
      G1,
      G2,
      fields: Object.freeze({ Fr, Fp: Fp3, Fp2: Fp23, Fp6: Fp62, Fp12: Fp122 }),
      params: Object.freeze({
        ateLoopSize: params.ateLoopSize,
        xNegative: params.xNegative,
        twistType: params.twistType,
        postPrecompute: params.postPrecompute
      }),
      utils: Object.freeze({
        randomSecretKey,
        calcPairingPrecomputes
      })
    });
  }
  function blsHashers(fields3, G1_Point2, G2_Point2, params, hasherParams) {
    const base = blsBasic(fields3, G1_Point2, G2_Point2, params);
    validateObject(hasherParams, { hasherOpts: "object", hasherOptsG1: "object", hasherOptsG2: "object" }, { mapToG1: "function", mapToG2: "function" }, "hasherParams");
    const G1Hasher = createHasher2(G1_Point2, hasherParams.mapToG1 === void 0 ? notImplemented : hasherParams.mapToG1, {
      ...hasherParams.hasherOpts,
      ...hasherParams.hasherOptsG1
    });
    const G2Hasher = createHasher2(G2_Point2, hasherParams.mapToG2 === void 0 ? notImplemented : hasherParams.mapToG2, {
      ...hasherParams.hasherOpts,
      ...hasherParams.hasherOptsG2
    });
    return Object.freeze({ ...base, G1: G1Hasher, G2: G2Hasher });
  }
  function bls(fields3, G1_Point2, G2_Point2, params, hasherParams, signatureCoders2) {
    const base = blsHashers(fields3, G1_Point2, G2_Point2, params, hasherParams);
    const pairingRes = {
      ...base,
      Fr: base.fields.Fr,
      Fp12: base.fields.Fp12,
      calcPairingPrecomputes: base.utils.calcPairingPrecomputes,
      randomSecretKey: base.utils.randomSecretKey
    };
    const longSignatures = createBlsSig(pairingRes, G1_Point2, G2_Point2, false, base.G2.hashToCurve, signatureCoders2?.LongSignature);
    const shortSignatures = createBlsSig(pairingRes, G2_Point2, G1_Point2, true, base.G1.hashToCurve, signatureCoders2?.ShortSignature);
    return Object.freeze({ ...base, longSignatures, shortSignatures });
  }

  // node_modules/@noble/curves/abstract/tower.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  var _0n8 = /* @__PURE__ */ BigInt(0);
  var _1n9 = /* @__PURE__ */ BigInt(1);
  var _2n7 = /* @__PURE__ */ BigInt(2);
  var _3n5 = /* @__PURE__ */ BigInt(3);
  var _6n = /* @__PURE__ */ BigInt(6);
  var _12n = /* @__PURE__ */ BigInt(12);
  var isObj = (value) => !!value && typeof value === "object";
  function calcFrobeniusCoefficients(Fp3, nonResidue, modulus, degree, num = 1, divisor) {
    asafenumber(num, "num");
    asafenumber(degree, "degree");
    const divisorN = divisor === void 0 ? degree : divisor;
    asafenumber(divisorN, "divisor");
    const F = Fp3;
    if (typeof modulus !== "bigint" || modulus <= _1n9)
      throw new Error("calcFrobeniusCoefficients: expected valid modulus, got " + modulus);
    if (degree <= 0)
      throw new Error("calcFrobeniusCoefficients: expected positive degree, got " + degree);
    if (num <= 0)
      throw new Error("calcFrobeniusCoefficients: expected positive row count, got " + num);
    if (divisorN <= 0)
      throw new Error("calcFrobeniusCoefficients: expected positive divisor, got " + divisorN);
    const _divisor = BigInt(divisorN);
    const towerModulus = modulus ** BigInt(degree);
    const res = [];
    for (let i = 0; i < num; i++) {
      const a = BigInt(i + 1);
      const powers = [];
      for (let j = 0, qPower = _1n9; j < degree; j++) {
        const numer = a * qPower - a;
        if (numer % _divisor)
          throw new Error("calcFrobeniusCoefficients: inexact tower exponent");
        const power = numer / _divisor % towerModulus;
        powers.push(F.pow(nonResidue, power));
        qPower *= modulus;
      }
      res.push(powers);
    }
    return res;
  }
  function psiFrobenius(Fp3, Fp23, base) {
    validateField(Fp3);
    validateField(Fp23);
    validateObject(Fp23, {
      Fp: "object",
      frobeniusMap: "function",
      fromBigTuple: "function",
      mulByB: "function",
      mulByNonresidue: "function",
      reim: "function",
      Fp4Square: "function",
      NONRESIDUE: "object"
    }, {});
    if (!isObj(base) || Array.isArray(base))
      throw new TypeError('"base" expected Fp2 element, got type=' + typeof base);
    if (!Fp23.isValid(base))
      throw new RangeError('"base" expected valid Fp2 element');
    const PSI_X = Fp23.pow(base, (Fp3.ORDER - _1n9) / _3n5);
    const PSI_Y = Fp23.pow(base, (Fp3.ORDER - _1n9) / _2n7);
    function psi(x, y) {
      const x2 = Fp23.mul(Fp23.frobeniusMap(x, 1), PSI_X);
      const y2 = Fp23.mul(Fp23.frobeniusMap(y, 1), PSI_Y);
      return [x2, y2];
    }
    const PSI2_X = Fp23.pow(base, (Fp3.ORDER ** _2n7 - _1n9) / _3n5);
    const PSI2_Y = Fp23.pow(base, (Fp3.ORDER ** _2n7 - _1n9) / _2n7);
    if (!Fp23.eql(PSI2_Y, Fp23.neg(Fp23.ONE)))
      throw new Error("psiFrobenius: PSI2_Y!==-1");
    function psi2(x, y) {
      return [Fp23.mul(x, PSI2_X), Fp23.neg(y)];
    }
    const mapAffine = (fn) => (c, P) => {
      if (typeof c !== "function")
        throw new TypeError('"c" expected point constructor, got type=' + typeof c);
      validatePointCons(c);
      if (!(P instanceof c))
        throw new TypeError('"P" expected Point instance, got type=' + typeof P);
      const affine = P.toAffine();
      const p = fn(affine.x, affine.y);
      return c.fromAffine({ x: p[0], y: p[1] });
    };
    const G2psi3 = mapAffine(psi);
    const G2psi22 = mapAffine(psi2);
    return { psi, psi2, G2psi: G2psi3, G2psi2: G2psi22, PSI_X, PSI_Y, PSI2_X, PSI2_Y };
  }
  var _Field2 = class {
    ORDER;
    BITS;
    BYTES;
    isLE;
    ZERO;
    ONE;
    Fp;
    NONRESIDUE;
    mulByB;
    Fp_NONRESIDUE;
    Fp_div2;
    constructor(Fp3, opts = {}) {
      const { NONRESIDUE = BigInt(-1), FP2_NONRESIDUE, Fp2mulByB } = opts;
      const ORDER2 = Fp3.ORDER;
      const FP2_ORDER = ORDER2 * ORDER2;
      this.Fp = Fp3;
      this.ORDER = FP2_ORDER;
      this.BITS = bitLen(FP2_ORDER);
      this.BYTES = Math.ceil(bitLen(FP2_ORDER) / 8);
      this.isLE = Fp3.isLE;
      this.ZERO = this.create({ c0: Fp3.ZERO, c1: Fp3.ZERO });
      this.ONE = this.create({ c0: Fp3.ONE, c1: Fp3.ZERO });
      this.Fp_NONRESIDUE = Fp3.create(NONRESIDUE);
      this.Fp_div2 = Fp3.div(Fp3.ONE, _2n7);
      this.NONRESIDUE = this.create({ c0: FP2_NONRESIDUE[0], c1: FP2_NONRESIDUE[1] });
      this.mulByB = (num) => {
        const { c0, c1 } = Fp2mulByB(num);
        return Object.freeze({ c0, c1 });
      };
      Object.freeze(this);
    }
    fromBigTuple(tuple) {
      if (!Array.isArray(tuple) || tuple.length !== 2)
        throw new Error("invalid Fp2.fromBigTuple");
      const [c0, c1] = tuple;
      if (typeof c0 !== "bigint" || typeof c1 !== "bigint")
        throw new Error("invalid Fp2.fromBigTuple");
      return this.create({ c0, c1 });
    }
    create(num) {
      const { Fp: Fp3 } = this;
      const c0 = Fp3.create(num.c0);
      const c1 = Fp3.create(num.c1);
      return Object.freeze({ c0, c1 });
    }
    isValid(num) {
      if (!isObj(num))
        throw new TypeError("invalid field element: expected object, got " + typeof num);
      const { c0, c1 } = num;
      const { Fp: Fp3 } = this;
      return Fp3.isValid(c0) && Fp3.isValid(c1);
    }
    is0(num) {
      if (!isObj(num))
        return false;
      const { c0, c1 } = num;
      const { Fp: Fp3 } = this;
      return Fp3.is0(c0) && Fp3.is0(c1);
    }
    isValidNot0(num) {
      return !this.is0(num) && this.isValid(num);
    }
    eql({ c0, c1 }, { c0: r0, c1: r1 }) {
      const { Fp: Fp3 } = this;
      return Fp3.eql(c0, r0) && Fp3.eql(c1, r1);
    }
    neg({ c0, c1 }) {
      const { Fp: Fp3 } = this;
      return Object.freeze({ c0: Fp3.neg(c0), c1: Fp3.neg(c1) });
    }
    pow(num, power) {
      return FpPow(this, num, power);
    }
    invertBatch(nums) {
      return FpInvertBatch(this, nums, true);
    }
    // Normalized
    add(f1, f2) {
      const { Fp: Fp3 } = this;
      const { c0, c1 } = f1;
      const { c0: r0, c1: r1 } = f2;
      return Object.freeze({
        c0: Fp3.add(c0, r0),
        c1: Fp3.add(c1, r1)
      });
    }
    sub({ c0, c1 }, { c0: r0, c1: r1 }) {
      const { Fp: Fp3 } = this;
      return Object.freeze({
        c0: Fp3.sub(c0, r0),
        c1: Fp3.sub(c1, r1)
      });
    }
    mul({ c0, c1 }, rhs) {
      const { Fp: Fp3 } = this;
      if (typeof rhs === "bigint")
        return Object.freeze({ c0: Fp3.mul(c0, rhs), c1: Fp3.mul(c1, rhs) });
      const { c0: r0, c1: r1 } = rhs;
      let t1 = Fp3.mul(c0, r0);
      let t2 = Fp3.mul(c1, r1);
      const o0 = Fp3.sub(t1, t2);
      const o1 = Fp3.sub(Fp3.mul(Fp3.add(c0, c1), Fp3.add(r0, r1)), Fp3.add(t1, t2));
      return Object.freeze({ c0: o0, c1: o1 });
    }
    sqr({ c0, c1 }) {
      const { Fp: Fp3 } = this;
      const a = Fp3.add(c0, c1);
      const b = Fp3.sub(c0, c1);
      const c = Fp3.add(c0, c0);
      return Object.freeze({ c0: Fp3.mul(a, b), c1: Fp3.mul(c, c1) });
    }
    // NonNormalized stuff
    addN(a, b) {
      return this.add(a, b);
    }
    subN(a, b) {
      return this.sub(a, b);
    }
    mulN(a, b) {
      return this.mul(a, b);
    }
    sqrN(a) {
      return this.sqr(a);
    }
    // Why inversion for bigint inside Fp instead of Fp2? it is even used in that context?
    div(lhs, rhs) {
      const { Fp: Fp3 } = this;
      return this.mul(lhs, typeof rhs === "bigint" ? Fp3.inv(Fp3.create(rhs)) : this.inv(rhs));
    }
    inv({ c0: a, c1: b }) {
      const { Fp: Fp3 } = this;
      const factor = Fp3.inv(Fp3.create(a * a + b * b));
      return Object.freeze({ c0: Fp3.mul(factor, Fp3.create(a)), c1: Fp3.mul(factor, Fp3.create(-b)) });
    }
    sqrt(num) {
      const { Fp: Fp3 } = this;
      const Fp23 = this;
      const { c0, c1 } = num;
      if (Fp3.is0(c1)) {
        if (FpLegendre(Fp3, c0) === 1)
          return Fp23.create({ c0: Fp3.sqrt(c0), c1: Fp3.ZERO });
        else
          return Fp23.create({ c0: Fp3.ZERO, c1: Fp3.sqrt(Fp3.div(c0, this.Fp_NONRESIDUE)) });
      }
      const a = Fp3.sqrt(Fp3.sub(Fp3.sqr(c0), Fp3.mul(Fp3.sqr(c1), this.Fp_NONRESIDUE)));
      let d = Fp3.mul(Fp3.add(a, c0), this.Fp_div2);
      const legendre = FpLegendre(Fp3, d);
      if (legendre === -1)
        d = Fp3.sub(d, a);
      const a0 = Fp3.sqrt(d);
      const candidateSqrt = Fp23.create({ c0: a0, c1: Fp3.div(Fp3.mul(c1, this.Fp_div2), a0) });
      if (!Fp23.eql(Fp23.sqr(candidateSqrt), num))
        throw new Error("Cannot find square root");
      const x1 = candidateSqrt;
      const x2 = Fp23.neg(x1);
      const { re: re1, im: im1 } = Fp23.reim(x1);
      const { re: re2, im: im2 } = Fp23.reim(x2);
      if (im1 > im2 || im1 === im2 && re1 > re2)
        return x1;
      return x2;
    }
    // Same as sgn0_m_eq_2 in RFC 9380
    isOdd(x) {
      const { re: x0, im: x1 } = this.reim(x);
      const sign_0 = x0 % _2n7;
      const zero_0 = x0 === _0n8;
      const sign_1 = x1 % _2n7;
      return BigInt(sign_0 || zero_0 && sign_1) == _1n9;
    }
    // Bytes util
    fromBytes(b) {
      const { Fp: Fp3 } = this;
      abytes2(b);
      if (b.length !== this.BYTES)
        throw new Error("fromBytes invalid length=" + b.length);
      return this.create({
        c0: Fp3.fromBytes(b.subarray(0, Fp3.BYTES)),
        c1: Fp3.fromBytes(b.subarray(Fp3.BYTES))
      });
    }
    toBytes({ c0, c1 }) {
      return concatBytes2(this.Fp.toBytes(c0), this.Fp.toBytes(c1));
    }
    cmov({ c0, c1 }, { c0: r0, c1: r1 }, c) {
      const { Fp: Fp3 } = this;
      return this.create({
        c0: Fp3.cmov(c0, r0, c),
        c1: Fp3.cmov(c1, r1, c)
      });
    }
    reim({ c0, c1 }) {
      return { re: c0, im: c1 };
    }
    Fp4Square(a, b) {
      const Fp23 = this;
      const a2 = Fp23.sqr(a);
      const b2 = Fp23.sqr(b);
      return {
        first: Fp23.add(Fp23.mulByNonresidue(b2), a2),
        // b² * Nonresidue + a²
        second: Fp23.sub(Fp23.sub(Fp23.sqr(Fp23.add(a, b)), a2), b2)
        // (a + b)² - a² - b²
      };
    }
    // multiply by u + 1
    mulByNonresidue({ c0, c1 }) {
      const { Fp: Fp3, NONRESIDUE: nr } = this;
      if (nr.c0 === Fp3.ONE && nr.c1 === Fp3.ONE) {
        return Object.freeze({ c0: Fp3.sub(c0, c1), c1: Fp3.add(c0, c1) });
      }
      if (nr.c1 === Fp3.ONE) {
        return Object.freeze({
          c0: Fp3.sub(Fp3.mul(c0, nr.c0), c1),
          c1: Fp3.add(c0, Fp3.mul(c1, nr.c0))
        });
      }
      return this.mul({ c0, c1 }, nr);
    }
    frobeniusMap(num, power) {
      const { c0, c1 } = num;
      const { Fp: Fp3 } = this;
      return Object.freeze({ c0, c1: power % 2 === 0 ? c1 : Fp3.neg(c1) });
    }
  };
  var _Field6 = class {
    ORDER;
    BITS;
    BYTES;
    isLE;
    ZERO;
    ONE;
    Fp2;
    constructor(Fp23) {
      this.Fp2 = Fp23;
      this.ORDER = Fp23.Fp.ORDER ** _6n;
      this.BITS = 3 * Fp23.BITS;
      this.BYTES = 3 * Fp23.BYTES;
      this.isLE = Fp23.isLE;
      this.ZERO = this.create({ c0: Fp23.ZERO, c1: Fp23.ZERO, c2: Fp23.ZERO });
      this.ONE = this.create({ c0: Fp23.ONE, c1: Fp23.ZERO, c2: Fp23.ZERO });
      Object.freeze(this);
    }
    // Most callers never touch Frobenius maps, so keep the sextic tables lazy:
    // eagerly deriving them dominates `bls12-381.js` / `bn254.js` import time.
    get FROBENIUS_COEFFICIENTS_1() {
      const frob2 = _FROBENIUS_COEFFICIENTS_6.get(this);
      if (frob2)
        return frob2[0];
      const { Fp2: Fp23 } = this;
      const { Fp: Fp3 } = Fp23;
      const rows = calcFrobeniusCoefficients(Fp23, Fp23.NONRESIDUE, Fp3.ORDER, 6, 2, 3);
      const cache = [Object.freeze(rows[0]), Object.freeze(rows[1])];
      _FROBENIUS_COEFFICIENTS_6.set(this, cache);
      return cache[0];
    }
    get FROBENIUS_COEFFICIENTS_2() {
      const frob2 = _FROBENIUS_COEFFICIENTS_6.get(this);
      if (frob2)
        return frob2[1];
      void this.FROBENIUS_COEFFICIENTS_1;
      return _FROBENIUS_COEFFICIENTS_6.get(this)[1];
    }
    add({ c0, c1, c2 }, { c0: r0, c1: r1, c2: r2 }) {
      const { Fp2: Fp23 } = this;
      return Object.freeze({
        c0: Fp23.add(c0, r0),
        c1: Fp23.add(c1, r1),
        c2: Fp23.add(c2, r2)
      });
    }
    sub({ c0, c1, c2 }, { c0: r0, c1: r1, c2: r2 }) {
      const { Fp2: Fp23 } = this;
      return Object.freeze({
        c0: Fp23.sub(c0, r0),
        c1: Fp23.sub(c1, r1),
        c2: Fp23.sub(c2, r2)
      });
    }
    mul({ c0, c1, c2 }, rhs) {
      const { Fp2: Fp23 } = this;
      if (typeof rhs === "bigint") {
        return Object.freeze({
          c0: Fp23.mul(c0, rhs),
          c1: Fp23.mul(c1, rhs),
          c2: Fp23.mul(c2, rhs)
        });
      }
      const { c0: r0, c1: r1, c2: r2 } = rhs;
      const t0 = Fp23.mul(c0, r0);
      const t1 = Fp23.mul(c1, r1);
      const t2 = Fp23.mul(c2, r2);
      return Object.freeze({
        // t0 + (c1 + c2) * (r1 * r2) - (T1 + T2) * (u + 1)
        c0: Fp23.add(t0, Fp23.mulByNonresidue(Fp23.sub(Fp23.mul(Fp23.add(c1, c2), Fp23.add(r1, r2)), Fp23.add(t1, t2)))),
        // (c0 + c1) * (r0 + r1) - (T0 + T1) + T2 * (u + 1)
        c1: Fp23.add(Fp23.sub(Fp23.mul(Fp23.add(c0, c1), Fp23.add(r0, r1)), Fp23.add(t0, t1)), Fp23.mulByNonresidue(t2)),
        // T1 + (c0 + c2) * (r0 + r2) - T0 + T2
        c2: Fp23.sub(Fp23.add(t1, Fp23.mul(Fp23.add(c0, c2), Fp23.add(r0, r2))), Fp23.add(t0, t2))
      });
    }
    sqr({ c0, c1, c2 }) {
      const { Fp2: Fp23 } = this;
      let t0 = Fp23.sqr(c0);
      let t1 = Fp23.mul(Fp23.mul(c0, c1), _2n7);
      let t3 = Fp23.mul(Fp23.mul(c1, c2), _2n7);
      let t4 = Fp23.sqr(c2);
      return Object.freeze({
        c0: Fp23.add(Fp23.mulByNonresidue(t3), t0),
        // T3 * (u + 1) + T0
        c1: Fp23.add(Fp23.mulByNonresidue(t4), t1),
        // T4 * (u + 1) + T1
        // T1 + (c0 - c1 + c2)² + T3 - T0 - T4
        c2: Fp23.sub(Fp23.sub(Fp23.add(Fp23.add(t1, Fp23.sqr(Fp23.add(Fp23.sub(c0, c1), c2))), t3), t0), t4)
      });
    }
    addN(a, b) {
      return this.add(a, b);
    }
    subN(a, b) {
      return this.sub(a, b);
    }
    mulN(a, b) {
      return this.mul(a, b);
    }
    sqrN(a) {
      return this.sqr(a);
    }
    create(num) {
      const { Fp2: Fp23 } = this;
      const c0 = Fp23.create(num.c0);
      const c1 = Fp23.create(num.c1);
      const c2 = Fp23.create(num.c2);
      return Object.freeze({ c0, c1, c2 });
    }
    isValid(num) {
      if (!isObj(num))
        throw new TypeError("invalid field element: expected object, got " + typeof num);
      const { c0, c1, c2 } = num;
      const { Fp2: Fp23 } = this;
      return Fp23.isValid(c0) && Fp23.isValid(c1) && Fp23.isValid(c2);
    }
    is0(num) {
      if (!isObj(num))
        return false;
      const { c0, c1, c2 } = num;
      const { Fp2: Fp23 } = this;
      return Fp23.is0(c0) && Fp23.is0(c1) && Fp23.is0(c2);
    }
    isValidNot0(num) {
      return !this.is0(num) && this.isValid(num);
    }
    neg({ c0, c1, c2 }) {
      const { Fp2: Fp23 } = this;
      return Object.freeze({ c0: Fp23.neg(c0), c1: Fp23.neg(c1), c2: Fp23.neg(c2) });
    }
    eql({ c0, c1, c2 }, { c0: r0, c1: r1, c2: r2 }) {
      const { Fp2: Fp23 } = this;
      return Fp23.eql(c0, r0) && Fp23.eql(c1, r1) && Fp23.eql(c2, r2);
    }
    sqrt(_) {
      return notImplemented();
    }
    // Do we need division by bigint at all? Should be done via order:
    div(lhs, rhs) {
      const { Fp2: Fp23 } = this;
      const { Fp: Fp3 } = Fp23;
      return this.mul(lhs, typeof rhs === "bigint" ? Fp3.inv(Fp3.create(rhs)) : this.inv(rhs));
    }
    pow(num, power) {
      return FpPow(this, num, power);
    }
    invertBatch(nums) {
      return FpInvertBatch(this, nums, true);
    }
    inv({ c0, c1, c2 }) {
      const { Fp2: Fp23 } = this;
      let t0 = Fp23.sub(Fp23.sqr(c0), Fp23.mulByNonresidue(Fp23.mul(c2, c1)));
      let t1 = Fp23.sub(Fp23.mulByNonresidue(Fp23.sqr(c2)), Fp23.mul(c0, c1));
      let t2 = Fp23.sub(Fp23.sqr(c1), Fp23.mul(c0, c2));
      let t4 = Fp23.inv(Fp23.add(Fp23.mulByNonresidue(Fp23.add(Fp23.mul(c2, t1), Fp23.mul(c1, t2))), Fp23.mul(c0, t0)));
      return Object.freeze({ c0: Fp23.mul(t4, t0), c1: Fp23.mul(t4, t1), c2: Fp23.mul(t4, t2) });
    }
    // Bytes utils
    fromBytes(b) {
      const { Fp2: Fp23 } = this;
      abytes2(b);
      if (b.length !== this.BYTES)
        throw new Error("fromBytes invalid length=" + b.length);
      const B2 = Fp23.BYTES;
      return this.create({
        c0: Fp23.fromBytes(b.subarray(0, B2)),
        c1: Fp23.fromBytes(b.subarray(B2, B2 * 2)),
        c2: Fp23.fromBytes(b.subarray(2 * B2))
      });
    }
    toBytes({ c0, c1, c2 }) {
      const { Fp2: Fp23 } = this;
      return concatBytes2(Fp23.toBytes(c0), Fp23.toBytes(c1), Fp23.toBytes(c2));
    }
    cmov({ c0, c1, c2 }, { c0: r0, c1: r1, c2: r2 }, c) {
      const { Fp2: Fp23 } = this;
      return this.create({
        c0: Fp23.cmov(c0, r0, c),
        c1: Fp23.cmov(c1, r1, c),
        c2: Fp23.cmov(c2, r2, c)
      });
    }
    fromBigSix(tuple) {
      const { Fp2: Fp23 } = this;
      if (!Array.isArray(tuple) || tuple.length !== 6)
        throw new Error("invalid Fp6.fromBigSix");
      for (let i = 0; i < 6; i++)
        if (typeof tuple[i] !== "bigint")
          throw new Error("invalid Fp6.fromBigSix");
      const t = tuple;
      return this.create({
        c0: Fp23.fromBigTuple(t.slice(0, 2)),
        c1: Fp23.fromBigTuple(t.slice(2, 4)),
        c2: Fp23.fromBigTuple(t.slice(4, 6))
      });
    }
    frobeniusMap(num, power) {
      const { c0, c1, c2 } = num;
      if (power % 6 === 0)
        return Object.freeze({ c0, c1, c2 });
      const { Fp2: Fp23 } = this;
      return Object.freeze({
        c0: Fp23.frobeniusMap(c0, power),
        c1: Fp23.mul(Fp23.frobeniusMap(c1, power), this.FROBENIUS_COEFFICIENTS_1[power % 6]),
        c2: Fp23.mul(Fp23.frobeniusMap(c2, power), this.FROBENIUS_COEFFICIENTS_2[power % 6])
      });
    }
    mulByFp2({ c0, c1, c2 }, rhs) {
      const { Fp2: Fp23 } = this;
      return Object.freeze({
        c0: Fp23.mul(c0, rhs),
        c1: Fp23.mul(c1, rhs),
        c2: Fp23.mul(c2, rhs)
      });
    }
    mulByNonresidue({ c0, c1, c2 }) {
      const { Fp2: Fp23 } = this;
      return Object.freeze({ c0: Fp23.mulByNonresidue(c2), c1: c0, c2: c1 });
    }
    // Sparse multiplication
    mul1({ c0, c1, c2 }, b1) {
      const { Fp2: Fp23 } = this;
      return Object.freeze({
        c0: Fp23.mulByNonresidue(Fp23.mul(c2, b1)),
        c1: Fp23.mul(c0, b1),
        c2: Fp23.mul(c1, b1)
      });
    }
    // Sparse multiplication
    mul01({ c0, c1, c2 }, b0, b1) {
      const { Fp2: Fp23 } = this;
      let t0 = Fp23.mul(c0, b0);
      let t1 = Fp23.mul(c1, b1);
      return Object.freeze({
        // ((c1 + c2) * b1 - T1) * (u + 1) + T0
        c0: Fp23.add(Fp23.mulByNonresidue(Fp23.sub(Fp23.mul(Fp23.add(c1, c2), b1), t1)), t0),
        // (b0 + b1) * (c0 + c1) - T0 - T1
        c1: Fp23.sub(Fp23.sub(Fp23.mul(Fp23.add(b0, b1), Fp23.add(c0, c1)), t0), t1),
        // (c0 + c2) * b0 - T0 + T1
        c2: Fp23.add(Fp23.sub(Fp23.mul(Fp23.add(c0, c2), b0), t0), t1)
      });
    }
  };
  var _FROBENIUS_COEFFICIENTS_6 = /* @__PURE__ */ new WeakMap();
  var _Field12 = class {
    ORDER;
    BITS;
    BYTES;
    isLE;
    ZERO;
    ONE;
    Fp6;
    X_LEN;
    finalExponentiate;
    constructor(Fp62, opts) {
      const { X_LEN, Fp12finalExponentiate } = opts;
      const { Fp2: Fp23 } = Fp62;
      const { Fp: Fp3 } = Fp23;
      this.Fp6 = Fp62;
      this.ORDER = Fp3.ORDER ** _12n;
      this.BITS = 2 * Fp62.BITS;
      this.BYTES = 2 * Fp62.BYTES;
      this.isLE = Fp62.isLE;
      this.ZERO = this.create({ c0: Fp62.ZERO, c1: Fp62.ZERO });
      this.ONE = this.create({ c0: Fp62.ONE, c1: Fp62.ZERO });
      this.X_LEN = X_LEN;
      this.finalExponentiate = (num) => {
        const copy2 = ({ c0, c1 }) => Object.freeze({ c0, c1 });
        const copy6 = ({ c0, c1, c2 }) => Object.freeze({ c0: copy2(c0), c1: copy2(c1), c2: copy2(c2) });
        const res = Fp12finalExponentiate(num);
        return Object.freeze({ c0: copy6(res.c0), c1: copy6(res.c1) });
      };
      Object.freeze(this);
    }
    // Keep the degree-12 Frobenius row lazy too; after the first lookup the cached
    // array is reused exactly like the old eager table.
    get FROBENIUS_COEFFICIENTS() {
      const frob2 = _FROBENIUS_COEFFICIENTS_12.get(this);
      if (frob2)
        return frob2;
      const { Fp2: Fp23 } = this.Fp6;
      const { Fp: Fp3 } = Fp23;
      const cache = Object.freeze(calcFrobeniusCoefficients(Fp23, Fp23.NONRESIDUE, Fp3.ORDER, 12, 1, 6)[0]);
      _FROBENIUS_COEFFICIENTS_12.set(this, cache);
      return cache;
    }
    create(num) {
      const { Fp6: Fp62 } = this;
      const c0 = Fp62.create(num.c0);
      const c1 = Fp62.create(num.c1);
      return Object.freeze({ c0, c1 });
    }
    isValid(num) {
      if (!isObj(num))
        throw new TypeError("invalid field element: expected object, got " + typeof num);
      const { c0, c1 } = num;
      const { Fp6: Fp62 } = this;
      return Fp62.isValid(c0) && Fp62.isValid(c1);
    }
    is0(num) {
      if (!isObj(num))
        return false;
      const { c0, c1 } = num;
      const { Fp6: Fp62 } = this;
      return Fp62.is0(c0) && Fp62.is0(c1);
    }
    isValidNot0(num) {
      return !this.is0(num) && this.isValid(num);
    }
    neg({ c0, c1 }) {
      const { Fp6: Fp62 } = this;
      return Object.freeze({ c0: Fp62.neg(c0), c1: Fp62.neg(c1) });
    }
    eql({ c0, c1 }, { c0: r0, c1: r1 }) {
      const { Fp6: Fp62 } = this;
      return Fp62.eql(c0, r0) && Fp62.eql(c1, r1);
    }
    sqrt(_) {
      return notImplemented();
    }
    inv({ c0, c1 }) {
      const { Fp6: Fp62 } = this;
      let t = Fp62.inv(Fp62.sub(Fp62.sqr(c0), Fp62.mulByNonresidue(Fp62.sqr(c1))));
      return Object.freeze({ c0: Fp62.mul(c0, t), c1: Fp62.neg(Fp62.mul(c1, t)) });
    }
    div(lhs, rhs) {
      const { Fp6: Fp62 } = this;
      const { Fp2: Fp23 } = Fp62;
      const { Fp: Fp3 } = Fp23;
      return this.mul(lhs, typeof rhs === "bigint" ? Fp3.inv(Fp3.create(rhs)) : this.inv(rhs));
    }
    pow(num, power) {
      return FpPow(this, num, power);
    }
    invertBatch(nums) {
      return FpInvertBatch(this, nums, true);
    }
    // Normalized
    add({ c0, c1 }, { c0: r0, c1: r1 }) {
      const { Fp6: Fp62 } = this;
      return Object.freeze({
        c0: Fp62.add(c0, r0),
        c1: Fp62.add(c1, r1)
      });
    }
    sub({ c0, c1 }, { c0: r0, c1: r1 }) {
      const { Fp6: Fp62 } = this;
      return Object.freeze({
        c0: Fp62.sub(c0, r0),
        c1: Fp62.sub(c1, r1)
      });
    }
    mul({ c0, c1 }, rhs) {
      const { Fp6: Fp62 } = this;
      if (typeof rhs === "bigint")
        return Object.freeze({ c0: Fp62.mul(c0, rhs), c1: Fp62.mul(c1, rhs) });
      let { c0: r0, c1: r1 } = rhs;
      let t1 = Fp62.mul(c0, r0);
      let t2 = Fp62.mul(c1, r1);
      return Object.freeze({
        c0: Fp62.add(t1, Fp62.mulByNonresidue(t2)),
        // T1 + T2 * v
        // (c0 + c1) * (r0 + r1) - (T1 + T2)
        c1: Fp62.sub(Fp62.mul(Fp62.add(c0, c1), Fp62.add(r0, r1)), Fp62.add(t1, t2))
      });
    }
    sqr({ c0, c1 }) {
      const { Fp6: Fp62 } = this;
      let ab = Fp62.mul(c0, c1);
      return Object.freeze({
        // (c1 * v + c0) * (c0 + c1) - AB - AB * v
        c0: Fp62.sub(Fp62.sub(Fp62.mul(Fp62.add(Fp62.mulByNonresidue(c1), c0), Fp62.add(c0, c1)), ab), Fp62.mulByNonresidue(ab)),
        c1: Fp62.add(ab, ab)
      });
    }
    // NonNormalized stuff
    addN(a, b) {
      return this.add(a, b);
    }
    subN(a, b) {
      return this.sub(a, b);
    }
    mulN(a, b) {
      return this.mul(a, b);
    }
    sqrN(a) {
      return this.sqr(a);
    }
    // Bytes utils
    fromBytes(b) {
      const { Fp6: Fp62 } = this;
      abytes2(b);
      if (b.length !== this.BYTES)
        throw new Error("fromBytes invalid length=" + b.length);
      return this.create({
        c0: Fp62.fromBytes(b.subarray(0, Fp62.BYTES)),
        c1: Fp62.fromBytes(b.subarray(Fp62.BYTES))
      });
    }
    toBytes({ c0, c1 }) {
      const { Fp6: Fp62 } = this;
      return concatBytes2(Fp62.toBytes(c0), Fp62.toBytes(c1));
    }
    cmov({ c0, c1 }, { c0: r0, c1: r1 }, c) {
      const { Fp6: Fp62 } = this;
      return this.create({
        c0: Fp62.cmov(c0, r0, c),
        c1: Fp62.cmov(c1, r1, c)
      });
    }
    // Utils
    // toString() {
    //   return '' + 'Fp12(' + this.c0 + this.c1 + '* w');
    // },
    // fromTuple(c: [Fp6, Fp6]) {
    //   return new Fp12(...c);
    // }
    fromBigTwelve(tuple) {
      const { Fp6: Fp62 } = this;
      if (!Array.isArray(tuple) || tuple.length !== 12)
        throw new Error("invalid Fp12.fromBigTwelve");
      for (let i = 0; i < 12; i++)
        if (typeof tuple[i] !== "bigint")
          throw new Error("invalid Fp12.fromBigTwelve");
      const t = tuple;
      return this.create({
        c0: Fp62.fromBigSix(t.slice(0, 6)),
        c1: Fp62.fromBigSix(t.slice(6, 12))
      });
    }
    // Raises to q**i -th power
    frobeniusMap(lhs, power) {
      const p = power % 12;
      if (p === 0)
        return Object.freeze({ c0: lhs.c0, c1: lhs.c1 });
      if (p === 6)
        return this.conjugate(lhs);
      const { Fp6: Fp62 } = this;
      const { Fp2: Fp23 } = Fp62;
      const { c0, c1, c2 } = Fp62.frobeniusMap(lhs.c1, power);
      const coeff = this.FROBENIUS_COEFFICIENTS[p];
      return Object.freeze({
        c0: Fp62.frobeniusMap(lhs.c0, power),
        c1: Object.freeze({
          c0: Fp23.mul(c0, coeff),
          c1: Fp23.mul(c1, coeff),
          c2: Fp23.mul(c2, coeff)
        })
      });
    }
    mulByFp2({ c0, c1 }, rhs) {
      const { Fp6: Fp62 } = this;
      return Object.freeze({
        c0: Fp62.mulByFp2(c0, rhs),
        c1: Fp62.mulByFp2(c1, rhs)
      });
    }
    conjugate({ c0, c1 }) {
      return Object.freeze({ c0, c1: this.Fp6.neg(c1) });
    }
    // A cyclotomic group is a subgroup of Fp^n defined by
    //   GΦₙ(p) = {α ∈ Fpⁿ : α^Φₙ(p) = 1}
    // The result of any pairing is in a cyclotomic subgroup
    // https://eprint.iacr.org/2009/565.pdf
    // https://eprint.iacr.org/2010/354.pdf
    _cyclotomicSquare({ c0, c1 }) {
      const { Fp6: Fp62 } = this;
      const { Fp2: Fp23 } = Fp62;
      const { c0: c0c0, c1: c0c1, c2: c0c2 } = c0;
      const { c0: c1c0, c1: c1c1, c2: c1c2 } = c1;
      const { first: t3, second: t4 } = Fp23.Fp4Square(c0c0, c1c1);
      const { first: t5, second: t6 } = Fp23.Fp4Square(c1c0, c0c2);
      const { first: t7, second: t8 } = Fp23.Fp4Square(c0c1, c1c2);
      const t9 = Fp23.mulByNonresidue(t8);
      return Object.freeze({
        c0: Object.freeze({
          c0: Fp23.add(Fp23.mul(Fp23.sub(t3, c0c0), _2n7), t3),
          // 2 * (T3 - c0c0)  + T3
          c1: Fp23.add(Fp23.mul(Fp23.sub(t5, c0c1), _2n7), t5),
          // 2 * (T5 - c0c1)  + T5
          c2: Fp23.add(Fp23.mul(Fp23.sub(t7, c0c2), _2n7), t7)
        }),
        // 2 * (T7 - c0c2)  + T7
        c1: Object.freeze({
          c0: Fp23.add(Fp23.mul(Fp23.add(t9, c1c0), _2n7), t9),
          // 2 * (T9 + c1c0) + T9
          c1: Fp23.add(Fp23.mul(Fp23.add(t4, c1c1), _2n7), t4),
          // 2 * (T4 + c1c1) + T4
          c2: Fp23.add(Fp23.mul(Fp23.add(t6, c1c2), _2n7), t6)
        })
      });
    }
    // https://eprint.iacr.org/2009/565.pdf
    _cyclotomicExp(num, n) {
      aInRange("cyclotomic exponent", n, _0n8, _1n9 << BigInt(this.X_LEN));
      if (n === _0n8)
        return this.ONE;
      let z = num;
      for (let i = bitLen(n) - 2; i >= 0; i--) {
        z = this._cyclotomicSquare(z);
        if (bitGet(n, i))
          z = this.mul(z, num);
      }
      return z;
    }
  };
  var _FROBENIUS_COEFFICIENTS_12 = /* @__PURE__ */ new WeakMap();
  function tower12(opts) {
    validateObject(opts, {
      ORDER: "bigint",
      X_LEN: "number",
      FP2_NONRESIDUE: "object",
      Fp2mulByB: "function",
      Fp12finalExponentiate: "function"
    }, { NONRESIDUE: "bigint" });
    asafenumber(opts.X_LEN, "X_LEN");
    if (opts.X_LEN < 1)
      throw new Error("invalid X_LEN");
    const nonresidue = opts.FP2_NONRESIDUE;
    if (!Array.isArray(nonresidue) || nonresidue.length !== 2)
      throw new Error("invalid FP2_NONRESIDUE");
    if (typeof nonresidue[0] !== "bigint" || typeof nonresidue[1] !== "bigint")
      throw new Error("invalid FP2_NONRESIDUE");
    const Fp3 = Field(opts.ORDER);
    const Fp23 = new _Field2(Fp3, opts);
    const Fp62 = new _Field6(Fp23);
    const Fp122 = new _Field12(Fp62, opts);
    return { Fp: Fp3, Fp2: Fp23, Fp6: Fp62, Fp12: Fp122 };
  }

  // node_modules/@noble/curves/bls12-381.js
  /*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
  var _0n9 = BigInt(0);
  var _1n10 = BigInt(1);
  var _2n8 = BigInt(2);
  var _3n6 = BigInt(3);
  var _4n6 = BigInt(4);
  var BLS_X = BigInt("0xd201000000010000");
  var BLS_X_LEN = bitLen(BLS_X);
  var bls12_381_CURVE_G1 = {
    p: BigInt("0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"),
    n: BigInt("0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"),
    h: BigInt("0x396c8c005555e1568c00aaab0000aaab"),
    a: _0n9,
    b: _4n6,
    Gx: BigInt("0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
    Gy: BigInt("0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1")
  };
  var bls12_381_Fr = Field(bls12_381_CURVE_G1.n, {
    modFromBytes: true
  });
  function bls12FromCompressed(g0, g12, { g2: g22, g3, g4, g5 }) {
    return { c0: { c0: g0, c1: g4, c2: g3 }, c1: { c0: g22, c1: g12, c2: g5 } };
  }
  function bls12Compress({ c0, c1 }) {
    return { g2: c1.c0, g3: c0.c2, g4: c0.c1, g5: c1.c2 };
  }
  function bls12CyclotomicSquareCompressed({ g2: g22, g3, g4, g5 }) {
    const { first: h23c0, second: h23c1 } = Fp22.Fp4Square(g4, g5);
    const { first: h45c0, second: h45c1 } = Fp22.Fp4Square(g22, g3);
    const d2 = Fp22.add(g22, g22);
    const d3 = Fp22.add(g3, g3);
    const d4 = Fp22.add(g4, g4);
    const d5 = Fp22.add(g5, g5);
    return {
      g2: Fp22.add(Fp22.mul(Fp22.mulByNonresidue(h23c1), _3n6), d2),
      g3: Fp22.sub(Fp22.mul(h23c0, _3n6), d3),
      g4: Fp22.sub(Fp22.mul(h45c0, _3n6), d4),
      g5: Fp22.add(Fp22.mul(h45c1, _3n6), d5)
    };
  }
  function bls12RecoverG1Ratio({ g2: g22, g3, g4, g5 }) {
    if (Fp22.is0(g22))
      return { num: Fp22.mul(Fp22.mul(g4, g5), _2n8), den: g3 };
    return {
      num: Fp22.add(Fp22.sub(Fp22.mul(Fp22.sqr(g4), _3n6), Fp22.mul(g3, _2n8)), Fp22.mulByNonresidue(Fp22.sqr(g5))),
      den: Fp22.mul(g22, _4n6)
    };
  }
  function bls12RecoverG0(g12, { g2: g22, g3, g4, g5 }) {
    const g3g4 = Fp22.mul(g3, g4);
    const t = Fp22.add(Fp22.sub(Fp22.mul(Fp22.sub(Fp22.sqr(g12), g3g4), _2n8), g3g4), Fp22.mul(g22, g5));
    return Fp22.add(Fp22.mulByNonresidue(t), Fp22.ONE);
  }
  function bls12CyclotomicExpCompressed(num, squarings) {
    const gs = [];
    let g = bls12Compress(num);
    for (const count of squarings) {
      for (let i = 0; i < count; i++)
        g = bls12CyclotomicSquareCompressed(g);
      gs.push(g);
    }
    const isOne = gs.map(({ g2: g22, g3 }) => Fp22.is0(g22) && Fp22.is0(g3));
    const ratios = gs.map(bls12RecoverG1Ratio);
    const invDens = Fp22.invertBatch(ratios.map(({ den }) => den));
    const elems = gs.map((compressed, i) => {
      if (isOne[i])
        return Fp12.ONE;
      const g12 = Fp22.mul(ratios[i].num, invDens[i]);
      return bls12FromCompressed(bls12RecoverG0(g12, compressed), g12, compressed);
    });
    return { result: Fp12.mul(Fp12.mul(elems[0], elems[1]), elems[2]), last: elems[2] };
  }
  function bls12CyclotomicExpX(num) {
    const { result, last } = bls12CyclotomicExpCompressed(num, [16, 32, 9]);
    let r = result;
    let s = last;
    for (let i = 0; i < 3; i++)
      s = Fp12._cyclotomicSquare(s);
    r = Fp12.mul(r, s);
    for (let i = 0; i < 2; i++)
      s = Fp12._cyclotomicSquare(s);
    r = Fp12.mul(r, s);
    s = Fp12._cyclotomicSquare(s);
    return Fp12.mul(r, s);
  }
  var { Fp: Fp2, Fp2: Fp22, Fp6, Fp12 } = tower12({
    ORDER: bls12_381_CURVE_G1.p,
    X_LEN: BLS_X_LEN,
    // Finite extension field over irreducible polynominal.
    // Fp(u) / (u² - β) where β = -1
    // Public `Fp2.NONRESIDUE` below is the sextic-tower value `(1, 1) = u + 1`;
    // the quadratic non-residue for the base Fp2 construction is still `-1`.
    FP2_NONRESIDUE: [_1n10, _1n10],
    Fp2mulByB: ({ c0, c1 }) => {
      const t0 = Fp2.mul(c0, _4n6);
      const t1 = Fp2.mul(c1, _4n6);
      return { c0: Fp2.sub(t0, t1), c1: Fp2.add(t0, t1) };
    },
    Fp12finalExponentiate: (num) => {
      const powMinusX = (num2) => Fp12.conjugate(bls12CyclotomicExpX(num2));
      const t0 = Fp12.div(Fp12.frobeniusMap(num, 6), num);
      const t1 = Fp12.mul(Fp12.frobeniusMap(t0, 2), t0);
      const t2 = powMinusX(t1);
      const t3 = Fp12.mul(Fp12.conjugate(Fp12._cyclotomicSquare(t1)), t2);
      const t4 = powMinusX(t3);
      const t5 = powMinusX(t4);
      const t6 = Fp12.mul(powMinusX(t5), Fp12._cyclotomicSquare(t2));
      const t7 = powMinusX(t6);
      const t2_t5_pow_q2 = Fp12.frobeniusMap(Fp12.mul(t2, t5), 2);
      const t4_t1_pow_q3 = Fp12.frobeniusMap(Fp12.mul(t4, t1), 3);
      const t6_t1c_pow_q1 = Fp12.frobeniusMap(Fp12.mul(t6, Fp12.conjugate(t1)), 1);
      const t7_t3c_t1 = Fp12.mul(Fp12.mul(t7, Fp12.conjugate(t3)), t1);
      return Fp12.mul(Fp12.mul(Fp12.mul(t2_t5_pow_q2, t4_t1_pow_q3), t6_t1c_pow_q1), t7_t3c_t1);
    }
  });
  var frob;
  var getFrob = () => frob || (frob = psiFrobenius(Fp2, Fp22, Fp22.div(Fp22.ONE, Fp22.NONRESIDUE)));
  var G2psi = (c, P) => {
    const fn = getFrob().G2psi;
    G2psi = fn;
    return fn(c, P);
  };
  var G2psi2 = (c, P) => {
    const fn = getFrob().G2psi2;
    G2psi2 = fn;
    return fn(c, P);
  };
  var hasher_opts = Object.freeze({
    DST: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
    encodeDST: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
    p: Fp2.ORDER,
    m: 2,
    k: 128,
    expand: "xmd",
    hash: sha256
  });
  var bls12_381_CURVE_G2 = {
    p: Fp22.ORDER,
    n: bls12_381_CURVE_G1.n,
    h: BigInt("0x5d543a95414e7f1091d50792876a202cd91de4547085abaa68a205b2e5a7ddfa628f1cb4d9e82ef21537e293a6691ae1616ec6e786f0c70cf1c38e31c7238e5"),
    a: Fp22.ZERO,
    b: Fp22.fromBigTuple([_4n6, _4n6]),
    Gx: Fp22.fromBigTuple([
      BigInt("0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
      BigInt("0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e")
    ]),
    Gy: Fp22.fromBigTuple([
      BigInt("0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
      BigInt("0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be")
    ])
  };
  var sortBit = (parts, p) => {
    for (const part of parts) {
      if (part !== _0n9)
        return Boolean(part * _2n8 / p);
    }
    return false;
  };
  var fp2 = {
    // Generic tower bytes use `c0 || c1`, but the BLS12-381 G2 point/signature wire encoding uses
    // `c1 || c0`, so keep this local wrapper instead of changing generic field serialization.
    encode({ c0, c1 }) {
      const { BYTES: L2 } = Fp2;
      return concatBytes2(numberToBytesBE(c1, L2), numberToBytesBE(c0, L2));
    },
    decode(bytes) {
      const { BYTES: L2 } = Fp2;
      return Fp22.create({
        c0: decodeFp(bytes.subarray(L2)),
        c1: decodeFp(bytes.subarray(0, L2))
      });
    }
  };
  var BaseFp = Fp2;
  function decodeFp(bytes) {
    return Fp2.fromBytes(bytes);
  }
  var coder = (name, Fp3, b, encode, decode, yparts) => {
    const F = Fp3;
    const enc = encode;
    const dec2 = decode;
    const W = F.BYTES;
    return (allowUncompressed) => ({
      encode(point2, compressed = true) {
        if (!compressed && !allowUncompressed)
          throw new Error("invalid signature: expected compressed encoding");
        const infinity = point2.is0();
        const { x, y } = point2.toAffine();
        const bytes = compressed ? enc(x) : concatBytes2(enc(x), enc(y));
        let sort;
        if (compressed && !infinity)
          sort = sortBit(yparts(y), BaseFp.ORDER);
        return setMask(bytes, { compressed, infinity, sort });
      },
      decode(bytes) {
        const raw2 = allowUncompressed ? abytes2(bytes, void 0, "point") : abytes2(bytes, W, "signature");
        const { compressed, infinity, sort, value } = parseMask(raw2);
        if (!allowUncompressed && !compressed)
          throw new Error("invalid signature: expected compressed encoding");
        const len = compressed ? W : 2 * W;
        if (value.length !== len)
          throw new Error(`invalid ${name} point: expected ${len} bytes`);
        if (infinity) {
          for (const b2 of value) {
            if (b2)
              throw new Error(`invalid ${name} point: non-canonical zero`);
          }
          return { x: F.ZERO, y: F.ZERO };
        }
        const x = dec2(compressed ? value : value.subarray(0, W));
        let y;
        if (compressed) {
          y = F.sqrt(F.add(F.pow(x, _3n6), b));
          if (!y)
            throw new Error(`invalid ${name} point: compressed`);
          if (sortBit(yparts(y), BaseFp.ORDER) !== sort)
            y = F.neg(y);
        } else {
          y = dec2(value.subarray(W));
        }
        if (!compressed && F.is0(x) && F.is0(y))
          throw new Error(`invalid ${name} point: uncompressed`);
        return { x, y };
      }
    });
  };
  function validateMask({ compressed, infinity, sort }) {
    if (!compressed && !infinity && sort || // 0010_0000 = 0x20
    !compressed && infinity && sort || // 0110_0000 = 0x60
    compressed && infinity && sort)
      throw new Error("invalid encoding flag");
  }
  function parseMask(bytes) {
    bytes = copyBytes(bytes);
    const mask = bytes[0] & 224;
    const compressed = !!(mask >> 7 & 1);
    const infinity = !!(mask >> 6 & 1);
    const sort = !!(mask >> 5 & 1);
    validateMask({ compressed, infinity, sort });
    bytes[0] &= 31;
    return { compressed, infinity, sort, value: bytes };
  }
  function setMask(bytes, mask) {
    if (bytes[0] & 224)
      throw new Error("setMask: non-empty mask");
    validateMask({ compressed: !!mask.compressed, infinity: !!mask.infinity, sort: !!mask.sort });
    if (mask.compressed)
      bytes[0] |= 128;
    if (mask.infinity)
      bytes[0] |= 64;
    if (mask.sort)
      bytes[0] |= 32;
    return bytes;
  }
  var g1coder = coder("G1", Fp2, Fp2.create(bls12_381_CURVE_G1.b), (x) => numberToBytesBE(x, Fp2.BYTES), decodeFp, (y) => [y]);
  var g1 = { point: g1coder(true), sig: g1coder(false) };
  var signatureG1ToBytes = (point2) => {
    point2.assertValidity();
    return g1.sig.encode(point2);
  };
  function signatureG1FromBytes(bytes) {
    const Point2 = bls12_381.G1.Point;
    const point2 = Point2.fromAffine(g1.sig.decode(bytes));
    point2.assertValidity();
    return point2;
  }
  var g2coder = coder("G2", Fp22, bls12_381_CURVE_G2.b, fp2.encode, fp2.decode, (y) => [
    y.c1,
    y.c0
  ]);
  var g2 = { point: g2coder(true), sig: g2coder(false) };
  var signatureG2ToBytes = (point2) => {
    point2.assertValidity();
    return g2.sig.encode(point2);
  };
  function signatureG2FromBytes(bytes) {
    const Point2 = bls12_381.G2.Point;
    const point2 = Point2.fromAffine(g2.sig.decode(bytes));
    point2.assertValidity();
    return point2;
  }
  var signatureCoders = {
    ShortSignature: {
      fromBytes(bytes) {
        return signatureG1FromBytes(abytes2(bytes));
      },
      fromHex(hex2) {
        return signatureG1FromBytes(hexToBytes2(hex2));
      },
      toBytes(point2) {
        return signatureG1ToBytes(point2);
      },
      // Historical alias: BLS signatures have a single compressed byte format here.
      toRawBytes(point2) {
        return signatureG1ToBytes(point2);
      },
      toHex(point2) {
        return bytesToHex2(signatureG1ToBytes(point2));
      }
    },
    LongSignature: {
      fromBytes(bytes) {
        return signatureG2FromBytes(abytes2(bytes));
      },
      fromHex(hex2) {
        return signatureG2FromBytes(hexToBytes2(hex2));
      },
      toBytes(point2) {
        return signatureG2ToBytes(point2);
      },
      // Historical alias: BLS signatures have a single compressed byte format here.
      toRawBytes(point2) {
        return signatureG2ToBytes(point2);
      },
      toHex(point2) {
        return bytesToHex2(signatureG2ToBytes(point2));
      }
    }
  };
  var fields2 = {
    Fp: Fp2,
    Fp2: Fp22,
    Fp6,
    Fp12,
    Fr: bls12_381_Fr
  };
  var G1_Point = weierstrass(bls12_381_CURVE_G1, {
    // Public point APIs still accept infinity, even though the Zcash proof
    // encoding rules cited above only define nonzero point encodings.
    allowInfinityPoint: true,
    Fn: bls12_381_Fr,
    fromBytes: g1.point.decode,
    toBytes: (_c, point2, isComp) => g1.point.encode(point2, isComp),
    // Checks is the point resides in prime-order subgroup.
    // point.isTorsionFree() should return true for valid points
    // It returns false for shitty points.
    // https://eprint.iacr.org/2021/1130.pdf
    isTorsionFree: (c, point2) => {
      const beta = BigInt("0x5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe");
      const phi = new c(Fp2.mul(point2.X, beta), point2.Y, point2.Z);
      const xP = point2.multiplyUnsafe(BLS_X).negate();
      const u2P = xP.multiplyUnsafe(BLS_X);
      return u2P.equals(phi);
    },
    // Clear cofactor of G1
    // https://eprint.iacr.org/2019/403
    clearCofactor: (_c, point2) => {
      return point2.multiplyUnsafe(BLS_X).add(point2);
    }
  });
  var G2_Point = weierstrass(bls12_381_CURVE_G2, {
    Fp: Fp22,
    // Public point APIs still accept infinity, even though the Zcash proof
    // encoding rules cited above only define nonzero point encodings.
    allowInfinityPoint: true,
    Fn: bls12_381_Fr,
    fromBytes: g2.point.decode,
    toBytes: (_c, point2, isComp) => g2.point.encode(point2, isComp),
    // https://eprint.iacr.org/2021/1130.pdf
    // Older version: https://eprint.iacr.org/2019/814.pdf
    isTorsionFree: (c, P) => {
      return P.multiplyUnsafe(BLS_X).negate().equals(G2psi(c, P));
    },
    // clear_cofactor_bls12381_g2 from RFC 9380.
    // https://eprint.iacr.org/2017/419.pdf
    // prettier-ignore
    clearCofactor: (c, P) => {
      const x = BLS_X;
      let t1 = P.multiplyUnsafe(x).negate();
      let t2 = G2psi(c, P);
      let t3 = P.double();
      t3 = G2psi2(c, t3);
      t3 = t3.subtract(t2);
      t2 = t1.add(t2);
      t2 = t2.multiplyUnsafe(x).negate();
      t3 = t3.add(t2);
      t3 = t3.subtract(t1);
      const Q = t3.subtract(P);
      return Q;
    }
  });
  var bls12_hasher_opts = {
    mapToG1,
    mapToG2,
    hasherOpts: hasher_opts,
    // RFC 9380 Appendix J defines distinct G1/G2 RO and NU suite IDs, and
    // draft-irtf-cfrg-bls-signature-06 §4.2.1 gives separate G1/G2 `_NUL_` DSTs.
    // Keep G1 encode-to-curve on the G1 domain instead of inheriting G2's `encodeDST`.
    hasherOptsG1: {
      ...hasher_opts,
      m: 1,
      DST: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
      encodeDST: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
    },
    hasherOptsG2: { ...hasher_opts }
  };
  var bls12_params = {
    ateLoopSize: BLS_X,
    // The BLS parameter x for BLS12-381
    xNegative: true,
    twistType: "multiplicative",
    randomBytes: randomBytes2
  };
  var bls12_381 = bls(fields2, G1_Point, G2_Point, bls12_params, bls12_hasher_opts, signatureCoders);
  var isogenyMapG2 = isogenyMap(Fp22, [
    // xNum
    [
      [
        "0x5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6",
        "0x5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6"
      ],
      [
        "0x0",
        "0x11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71a"
      ],
      [
        "0x11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71e",
        "0x8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38d"
      ],
      [
        "0x171d6541fa38ccfaed6dea691f5fb614cb14b4e7f4e810aa22d6108f142b85757098e38d0f671c7188e2aaaaaaaa5ed1",
        "0x0"
      ]
    ],
    // xDen
    [
      [
        "0x0",
        "0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa63"
      ],
      [
        "0xc",
        "0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa9f"
      ],
      ["0x1", "0x0"]
      // LAST 1
    ],
    // yNum
    [
      [
        "0x1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706",
        "0x1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706"
      ],
      [
        "0x0",
        "0x5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97be"
      ],
      [
        "0x11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71c",
        "0x8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38f"
      ],
      [
        "0x124c9ad43b6cf79bfbf7043de3811ad0761b0f37a1e26286b0e977c69aa274524e79097a56dc4bd9e1b371c71c718b10",
        "0x0"
      ]
    ],
    // yDen
    [
      [
        "0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb",
        "0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb"
      ],
      [
        "0x0",
        "0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa9d3"
      ],
      [
        "0x12",
        "0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa99"
      ],
      ["0x1", "0x0"]
      // LAST 1
    ]
  ].map((i) => i.map((pair) => Fp22.fromBigTuple(pair.map(BigInt)))));
  var isogenyMapG1 = isogenyMap(Fp2, [
    // xNum
    [
      "0x11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7",
      "0x17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bb",
      "0xd54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0",
      "0x1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861",
      "0xe99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9",
      "0x1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983",
      "0xd6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84",
      "0x17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88e",
      "0x80d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317",
      "0x169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9e",
      "0x10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7b",
      "0x6e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229"
    ],
    // xDen
    [
      "0x8ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1c",
      "0x12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bff",
      "0xb2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19",
      "0x3425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8",
      "0x13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21e",
      "0xe7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5",
      "0x772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3a",
      "0x14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5e",
      "0xa10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641",
      "0x95fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0a",
      "0x000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"
      // LAST 1
    ],
    // yNum
    [
      "0x90d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33",
      "0x134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696",
      "0xcc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6",
      "0x1f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cb",
      "0x8cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedb",
      "0x16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0",
      "0x4ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2",
      "0x987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29",
      "0x9fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587",
      "0xe1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30",
      "0x19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132",
      "0x18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8e",
      "0xb182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8",
      "0x245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133",
      "0x5c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224b",
      "0x15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604"
    ],
    // yDen
    [
      "0x16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1",
      "0x1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03d",
      "0x58df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2",
      "0x16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416",
      "0xbe0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001d",
      "0x8d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7ac",
      "0x166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775c",
      "0x16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9",
      "0x1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4a",
      "0x167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55",
      "0x4d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8",
      "0xaccbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092",
      "0xad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345cc",
      "0x2660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7",
      "0xe0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8f",
      "0x000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"
      // LAST 1
    ]
  ].map((i) => i.map((j) => BigInt(j))));
  var G1_SWU;
  var G2_SWU;
  var getG1_SWU = () => G1_SWU || (G1_SWU = mapToCurveSimpleSWU(Fp2, {
    A: Fp2.create(BigInt("0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d")),
    B: Fp2.create(BigInt("0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0")),
    Z: Fp2.create(BigInt(11))
  }));
  var getG2_SWU = () => G2_SWU || (G2_SWU = mapToCurveSimpleSWU(Fp22, {
    // SWU map for the RFC 9380 §8.8.2 pre-isogeny G2 curve E':
    // y² = x³ + 240i * x + 1012 + 1012i
    A: Fp22.create({ c0: Fp2.create(_0n9), c1: Fp2.create(BigInt(240)) }),
    // A' = 240 * I
    B: Fp22.create({ c0: Fp2.create(BigInt(1012)), c1: Fp2.create(BigInt(1012)) }),
    // B' = 1012 * (1 + I)
    Z: Fp22.create({ c0: Fp2.create(BigInt(-2)), c1: Fp2.create(BigInt(-1)) })
    // Z: -(2 + I)
  }));
  function mapToG1(scalars) {
    const { x, y } = getG1_SWU()(Fp2.create(scalars[0]));
    return isogenyMapG1(x, y);
  }
  function mapToG2(scalars) {
    const { x, y } = getG2_SWU()(Fp22.fromBigTuple(scalars));
    return isogenyMapG2(x, y);
  }

  // src/drand.js
  var CHAINS = {
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": {
      name: "quicknet",
      genesis: 1692803367,
      period: 3,
      key: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    }
  };
  var DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
  var isKnownChain = (chain) => Object.hasOwn(CHAINS, chain);
  function roundAt(chain, t) {
    const { genesis, period } = CHAINS[chain];
    return t <= genesis ? 1 : 1 + Math.ceil((t - genesis) / period);
  }
  function timeOf(chain, round) {
    const { genesis, period } = CHAINS[chain];
    return genesis + (round - 1) * period;
  }
  function isRoundSigned(chain, round, signature2) {
    const bytes = hexBytes(signature2, 48);
    if (!bytes) return false;
    const message = new Uint8Array(8);
    new DataView(message.buffer).setBigUint64(0, BigInt(round));
    const bls2 = bls12_381.shortSignatures;
    try {
      const signed = bls12_381.G1.Point.fromBytes(bytes);
      signed.assertValidity();
      return bls2.verify(signed, bls2.hash(H(message), DST), hexBytes(CHAINS[chain].key, 96));
    } catch {
      return false;
    }
  }

  // src/rules.js
  var MOST_PLACES = 1e5;
  var places = (open) => open.prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  function checkOpen(open) {
    const rule = (holds, what) => must(holds, "open-rules", what);
    const { beacon: beacon3 } = open;
    rule(open.opens < open.closes && open.closes < open.revealBy, "opens, closes and reveal-by are not in order");
    rule(places(open) <= MOST_PLACES && open.reserves <= MOST_PLACES, "too many prizes or reserves");
    rule(open.seed !== null || beacon3.kind !== "none", "neither seed nor beacon");
    rule(open.tickets === null || open.seed !== null, "shuffled without a seed");
    if (beacon3.kind !== "drand") return;
    rule(beacon3.margin >= 60 && beacon3.margin <= 2 ** 20, "the margin");
    rule(!open.early || beacon3.round === null, "may close early, but the round is fixed");
    const round = roundAt(beacon3.chain, open.closes + beacon3.margin);
    rule(open.revealBy > timeOf(beacon3.chain, round), "reveal-by is not after the round");
    must(beacon3.round === null || beacon3.round === round, "round", `round ${beacon3.round} is announced, ${round} follows from closing time and margin`);
  }
  function closingRound(open, close) {
    return open.beacon.round ?? roundAt(open.beacon.chain, close.time + open.beacon.margin);
  }
  var isSoldOut = (open, close) => open.tickets !== null && close.ballots === open.tickets;
  function checkClose(open, close, size) {
    const { entries: entries2, ballots } = close;
    const count = (holds, what) => must(holds, "ballots", what);
    count(BigInt(entries2) === BigInt(size) - 2n, "the number of entries is not that of the log");
    count(entries2 === 0 ? ballots === 0 : ballots >= entries2, "fewer ballots than entries");
    count(open.tickets === null || ballots <= open.tickets, "more ballots than tickets");
    count(ballots <= (open.onePrize || close.cancelled.size > 0 ? 2 ** 24 : 2 ** 40), "too many ballots");
    const moment = (holds, what) => must(holds, "close-time", what);
    moment(close.time >= open.opens, "closed before it opened");
    moment(close.time >= open.closes || open.early || isSoldOut(open, close), "closed before its time");
    moment(close.time < open.revealBy, "closed at reveal-by or later");
    if (open.beacon.kind !== "drand") return;
    const out = timeOf(open.beacon.chain, closingRound(open, close));
    moment(close.time < out && out < open.revealBy, "the round is not between closing and reveal-by");
    must(close.round === null || close.round === closingRound(open, close), "round", `the close leaf says round ${close.round}`);
  }
  function isInTime(open, close, entry, before) {
    return entry.time >= before && entry.time >= open.opens && entry.time < open.closes && entry.time <= close.time;
  }
  function checkShown(open, close, shown) {
    let before = 0;
    for (const { index, entry } of shown) {
      must(isInTime(open, close, entry, before), "late", `entry ${index}`);
      before = entry.time;
    }
    let free = 1;
    for (const { entry } of shown.toSorted((a, b) => a.entry.first - b.entry.first)) {
      must(entry.first >= free && entry.first + entry.count - 1 <= close.ballots, "ballots", `ballot ${entry.first}`);
      free = entry.first + entry.count;
    }
  }

  // src/anchors.js
  function checkAnchors(draw3) {
    const { file: file2, origin, openText, size, root, key } = draw3;
    const expected = {
      open: `open ${origin} ${hex(H(openText))}`,
      close: `close ${origin} ${size} ${base64(root)}`,
      result: `result ${origin} ${hex(key)}`
    };
    draw3.seen = {};
    for (const [kind, line] of Object.entries(expected)) {
      const text = file2[`anchor_${kind}`];
      if (text !== void 0) draw3.seen[kind] = anchor(text, `vdraw/1 anchor
${line}
`, draw3);
    }
    return { kinds: Object.keys(draw3.seen) };
  }
  function anchor(text, leaf2, { server, witnesses }) {
    const proof = readTlogProof(text);
    must(proof.extra === void 0, "anchor", "an anchor with extra data");
    const checkpoint2 = readCheckpoint(readNote(proof.note));
    must(checkpoint2.origin === server.name, "checkpoint", "an anchor that is not in the server log");
    checkSignature(checkpoint2, server);
    must(isAt(leafHash(leaf2), proof, checkpoint2), "anchor", "the server log says something else");
    return new Map(witnesses.map((witness) => [hex(witness.bytes), cosignedAt(checkpoint2.note, witness)]));
  }
  function checkQuorum({ file: file2, open, close, quorum, witnesses, seen }) {
    must(open.beacon.kind === "drand", "witness", "witnesses prove nothing without drand");
    const needs = (kind, isInTime2) => {
      const inTime = [...seen[kind]?.values() ?? []].filter((times) => times.some(isInTime2));
      must(inTime.length >= quorum, "witness", `${inTime.length} witnesses saw the ${kind} anchor in time, ${quorum} are asked for`);
    };
    const out = timeOf(open.beacon.chain, closingRound(open, close));
    needs("open", (t) => t <= open.opens);
    needs("close", (t) => t >= close.time && t < out);
    if (file2.seed !== null) needs("result", (t) => t < open.revealBy);
    return { quorum, witnesses: witnesses.length };
  }

  // src/leaves.js
  var MOST_TICKETS = 2 ** 24;
  var MOST_PRIZE_LINES = 1e3;
  var Lines = class {
    constructor(text, kind, origin) {
      this.rest = lines(text) ?? fail("leaf-format", `the ${kind} leaf has a control character or no last line end`);
      this.kind = kind;
      this.given(this.next() === `vdraw/1 ${kind}` || void 0, "first line");
      this.given(this.next() === origin || void 0, "origin");
    }
    next() {
      return this.rest.shift();
    }
    /** The value, which must not be undefined. */
    given(value, what) {
      must(value !== void 0, "leaf-format", `the ${this.kind} leaf: ${what}`);
      return value;
    }
    /** The rest of the next line, which begins with this word, as `read` understands it. */
    named(word, read2) {
      const rest = after(this.next(), word);
      return this.given(rest === void 0 ? void 0 : read2(rest), word);
    }
    /** The rest of the next line if it begins with this word; else undefined, and the line stays. */
    peek(word) {
      return after(this.rest[0], word);
    }
    end() {
      must(this.rest.length === 0, "leaf-format", `the ${this.kind} leaf: more lines`);
    }
  };
  var yesOrNo = (text) => ({ yes: true, no: false })[text];
  var noneOr = (read2) => (text) => text === "none" ? null : read2(text);
  var hexText = (bytes) => (text) => isHex(text, bytes) ? text : void 0;
  function numbersOf(text) {
    return text === "sequential" ? null : decWithin(after(text, "shuffled"), 1, MOST_TICKETS);
  }
  function beaconOf(text) {
    if (text === "none") return { kind: "none" };
    const event = freeText(after(text, "public"));
    if (event !== void 0) return { kind: "public", event };
    const [word, chain, margin, mode] = fields(text, 4) ?? [];
    if (word !== "drand" || !isKnownChain(chain) || dec(margin) === void 0) return void 0;
    const round = mode === "at-close" ? null : dec(mode);
    return round === void 0 ? void 0 : { kind: "drand", chain, margin: dec(margin), round };
  }
  function prizeOf2(text) {
    const at = text.indexOf(" ");
    const quantity = decWithin(text.slice(0, Math.max(at, 0)), 1, 1e5);
    const name = freeText(text.slice(at + 1));
    return quantity === void 0 || name === void 0 ? void 0 : { quantity, name };
  }
  function readOpen(text, origin) {
    const from = new Lines(text, "open", origin);
    const open = {
      opens: from.named("opens", time),
      closes: from.named("closes", time),
      terms: from.named("terms", noneOr(hexText(32))),
      tickets: from.named("numbers", numbersOf),
      seed: from.named("seed", noneOr(hexText(32))),
      beacon: from.named("beacon", beaconOf),
      revealBy: from.named("reveal-by", time),
      early: from.named("early", yesOrNo),
      onePrize: from.named("one-prize", yesOrNo),
      reserves: from.named("reserves", dec),
      prizes: []
    };
    while (from.rest.length > 0) open.prizes.push(from.named("prize", prizeOf2));
    must(open.prizes.length <= MOST_PRIZE_LINES, "leaf-format", "the open leaf: too many prizes");
    return open;
  }
  function readEntry(text, origin, tickets) {
    const from = new Lines(text, "entry", origin);
    const [first, count] = from.given(fields(from.next() ?? "", 2), "first and count");
    const most = tickets === null ? 2 ** 32 : 1e3;
    const entry = {
      first: from.given(decWithin(first, 1, 2 ** 40), "first"),
      count: from.given(decWithin(count, 1, most), "count"),
      time: from.given(time(from.next()), "time"),
      who: from.given(hexText(32)(from.next()), "who"),
      numbers: null
    };
    if (tickets !== null) {
      entry.numbers = from.named("numbers", (rest) => {
        const numbers = (fields(rest, entry.count) ?? []).map((field2) => decWithin(field2, 1, tickets));
        return numbers.length === entry.count && !numbers.includes(void 0) ? numbers : void 0;
      });
    }
    from.end();
    return entry;
  }
  function readClose(text, origin, open) {
    const from = new Lines(text, "close", origin);
    const [entries2, ballots] = from.given(fields(from.next() ?? "", 2), "entries and ballots");
    const close = {
      entries: from.given(dec(entries2), "entries"),
      ballots: from.given(dec(ballots), "ballots"),
      time: from.given(time(from.next()), "time"),
      round: null,
      cancelled: /* @__PURE__ */ new Set()
    };
    if (open.beacon.kind === "drand" && open.beacon.round === null) close.round = from.named("round", dec);
    for (let last = 0; from.peek("cancel") !== void 0; ) {
      last = from.named("cancel", (rest) => decWithin(rest, last + 1, Number(close.entries)));
      close.cancelled.add(last);
    }
    from.end();
    return close;
  }

  // src/selection.js
  function beaconText(beacon3, round) {
    if (beacon3.kind === "drand") return `drand ${beacon3.chain} ${round} ${beacon3.signature}`;
    return beacon3.kind === "public" ? `public ${beacon3.value}` : "none";
  }
  function drawKey({ origin, size, root, openText, ballots, seed: seed2, beacon: beacon3 }) {
    const lines2 = ["vdraw/1 draw", origin, size, base64(root), hex(H(openText)), ballots, seed2 ?? "-", beacon3];
    return H(lines2.map((line) => `${line}
`).join(""));
  }
  function ticketKey({ origin, tickets, openText, seed: seed2, beacon: beacon3 }) {
    const lines2 = ["vdraw/1 perm", origin, tickets, hex(H(openText)), seed2, beacon3];
    return H(lines2.map((line) => `${line}
`).join(""));
  }
  function prizeAt(open, place) {
    let total = 0;
    return open.prizes.find(({ quantity }) => (total += quantity) >= place)?.name;
  }
  async function checkSelection(open, close, key, ownerOf, claimed, onProgress) {
    const [prizes, all] = [places(open), places(open) + Number(open.reserves)];
    const breathe = breather(onProgress);
    const placed = /* @__PURE__ */ new Set();
    let [place, step] = [0, 0];
    const ballots = order(key, "select", close.ballots);
    while (place < all) {
      const ballot2 = ballots.next().value;
      if (ballot2 === void 0) break;
      const owner = ownerOf(ballot2) ?? fail("selection", `ballot ${ballot2} is drawn, and its entry is not shown`);
      let outcome;
      if (close.cancelled.has(owner.index)) outcome = "cancelled";
      else if (open.onePrize && placed.has(owner.entry.who)) outcome = "skipped";
      else {
        placed.add(owner.entry.who);
        place++;
        outcome = place <= prizes ? `prize ${place}` : `reserve ${place - prizes}`;
      }
      const claim = claimed[step++];
      const isSame = claim?.ballot === ballot2 && claim.index === owner.index && claim.outcome === outcome;
      must(isSame, "selection", `draw ${step} gives ballot ${ballot2}: ${outcome}; the file says ${claim ? `${claim.ballot}: ${claim.outcome}` : "nothing"}`);
      await breathe(place / all);
    }
    must(step === claimed.length, "selection", `the file has ${claimed.length} draws, ${step} follow`);
  }

  // src/audit.js
  var ORDER = ["leaf-format", "ballots", "late"];
  async function checkEntries(draw3, onProgress) {
    const { file: file2, openText, closeText, root, close, size } = draw3;
    const list = file2.entries;
    if (!list) return { unchecked: "entries" };
    const [tree, walk, breathe] = [new GrowingTree(), new Walk(draw3), breather(onProgress)];
    tree.add(leafHash(openText));
    for (const text of list.texts()) {
      tree.add(leafHash(text));
      walk.next(text, tree.size - 1);
      if (tree.size % 128 === 0) await breathe(tree.size / list.length);
    }
    tree.add(leafHash(closeText));
    must(tree.size === size && sameBytes(tree.root(), root), "root", "the entries do not give the root that was signed");
    walk.end(close);
    return { count: list.length };
  }
  var Walk = class {
    #failures = /* @__PURE__ */ new Map();
    #ballots = 0;
    #before = 0;
    constructor({ origin, open, close }) {
      this.origin = origin;
      this.open = open;
      this.close = close;
    }
    #check(holds, code2, detail) {
      if (!holds && !this.#failures.has(code2)) this.#failures.set(code2, detail);
    }
    next(text, index) {
      let entry;
      try {
        entry = readEntry(text, this.origin, this.open.tickets);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return this.#check(false, error.code, `entry ${index}: ${error.message}`);
      }
      this.#check(entry.first === this.#ballots + 1, "ballots", `entry ${index} does not follow the one before`);
      this.#check(isInTime(this.open, this.close, entry, this.#before), "late", `entry ${index}`);
      this.#ballots = entry.first + entry.count - 1;
      this.#before = entry.time;
    }
    end(close) {
      this.#check(this.#ballots === close.ballots, "ballots", `${this.#ballots} ballots, not ${close.ballots}`);
      for (const code2 of ORDER) if (this.#failures.has(code2)) fail(code2, this.#failures.get(code2));
    }
  };
  async function checkNumbers(draw3, onProgress) {
    const { file: file2, open, close, origin, openText } = draw3;
    const opening = file2.open_beacon;
    if (open.tickets === null) return must(opening === void 0, "format", "only a raffle has an opening beacon");
    const beacon3 = openingBeacon(opening, open, file2.seed !== null);
    if (file2.seed === null) return { unchecked: "numbers" };
    const key = ticketKey({ origin, tickets: open.tickets, openText, seed: file2.seed, beacon: beacon3 });
    const tickets = new Uint32Array(close.ballots + 1);
    const breathe = breather(onProgress);
    const numbers = order(key, "perm", open.tickets);
    for (let ballot2 = 1; ballot2 <= close.ballots; ballot2++) {
      tickets[ballot2] = numbers.next().value;
      if (ballot2 % 128 === 0) await breathe(ballot2 / close.ballots);
    }
    for (const entry of shownOrAll(draw3)) {
      const isRight = entry.numbers.every((number, i) => number === tickets[entry.first + i]);
      must(isRight, "numbers", `the ticket numbers of ballot ${entry.first} do not follow from the seed`);
    }
    return { tickets: open.tickets };
  }
  function* shownOrAll({ file: file2, shown, origin, open }) {
    if (!file2.entries) yield* shown.map(({ entry }) => entry);
    else for (const text of file2.entries.texts()) yield readEntry(text, origin, open.tickets);
  }
  function openingBeacon(found, { beacon: { kind, chain }, opens }, hasSeed) {
    if (found === void 0) {
      must(kind !== "drand" || !hasSeed, "format", "the opening beacon is missing");
      return "none";
    }
    if (kind !== "drand") {
      must(found.kind === "none", "beacon", "the draw has no opening beacon");
      return "none";
    }
    must(found.kind === "drand", "beacon", "the opening beacon is not drand");
    const round = roundAt(chain, opens);
    must(found.chain === chain && found.round === round, "round", `the opening round is ${round}`);
    must(isRoundSigned(chain, round, found.signature), "beacon", "the signature is not the one of the opening round");
    return beaconText(found, round);
  }

  // src/proof_file.js
  var leaf = (reader) => reader.object({ index: integer, leaf: string, proof: (each) => each.array(string) });
  var draw = (reader) => reader.object({ ballot: integer, index: integer, outcome: string });
  var BEACON_MEMBERS = { drand: ["kind", "chain", "round", "signature"], public: ["kind", "value"], none: ["kind"] };
  function beacon(reader) {
    const found = Object.fromEntries(reader.members({ kind: string, chain: string, round: integer, signature: string, value: string }));
    const wanted = Object.hasOwn(BEACON_MEMBERS, found.kind ?? "") ? BEACON_MEMBERS[found.kind] : fail("format", "an unknown kind of beacon");
    if (Object.keys(found).length > wanted.length) fail("format", "a beacon with members of another kind");
    return complete(found, wanted);
  }
  var EntryList = class {
    constructor(bytes, at) {
      this.bytes = bytes;
      this.at = at;
      this.length = 0;
    }
    /** The entries' texts. @returns {Generator<string>} */
    texts() {
      return new JsonReader(this.bytes, this.at).items(string);
    }
  };
  async function entries(reader, onProgress) {
    const list = new EntryList(reader.bytes, reader.at);
    const breathe = breather(onProgress);
    for (const _ of reader.items(string)) {
      list.length++;
      if (list.length % 256 === 0) await breathe(reader.at / reader.bytes.length);
    }
    return list;
  }
  async function readProofFile(bytes, onProgress) {
    const reader = new JsonReader(bytes);
    const file2 = {};
    const members = reader.members({
      format: literal("vdraw/1 proof"),
      checkpoint: string,
      seed: (each) => each.nullable(string),
      beacon,
      leaves: (each) => each.array(leaf),
      draws: (each) => each.array(draw),
      entries: (each) => entries(each, onProgress),
      open_beacon: beacon,
      anchor_open: string,
      anchor_close: string,
      anchor_result: string
    });
    for (const [name, value] of members) file2[name] = await value;
    reader.end();
    return complete(file2, ["format", "checkpoint", "seed", "beacon", "leaves", "draws"]);
  }

  // src/proof.js
  var LEVELS = { drand: "beacon", public: "public", none: "seed-only" };
  function verifyProof(bytes, { server, witnesses = [], quorum = 0 }, watch) {
    const draw3 = { server, witnesses, quorum };
    return new Run(watch).report(async (run) => {
      await run.step("file", async (onProgress) => {
        draw3.file = await readProofFile(bytes, onProgress);
      });
      await run.step("checkpoint", () => checkpoint(draw3));
      await run.step("leaves", () => leaves(draw3));
      await run.step("open", () => openLeaf(draw3));
      await run.step("close", () => closeLeaf(draw3));
      await run.step("shown", () => shownEntries(draw3));
      await run.step("seed", () => seed(draw3));
      await run.step("beacon", () => beacon2(draw3));
      await run.step("selection", (onProgress) => selection(draw3, onProgress));
      await run.step("entries", (onProgress) => checkEntries(draw3, onProgress));
      await run.step("numbers", (onProgress) => checkNumbers(draw3, onProgress));
      await run.step("anchors", () => checkAnchors(draw3));
      if (quorum > 0) await run.step("witnesses", () => checkQuorum(draw3));
      return summary(draw3);
    });
  }
  function checkpoint(draw3) {
    const found = readCheckpoint(readNote(draw3.file.checkpoint));
    must(found.origin.startsWith(`${draw3.server.name}/`), "checkpoint", `a log of ${found.origin}, not of ${draw3.server.name}`);
    checkSignature(found, draw3.server);
    must(found.size >= 2, "checkpoint", "no draw has so few leaves");
    const { origin, size, root } = found;
    Object.assign(draw3, { origin, size, root });
    return { origin, size };
  }
  function leaves(draw3) {
    const { file: file2, size, root } = draw3;
    draw3.texts = /* @__PURE__ */ new Map();
    for (const { index, leaf: leaf2, proof } of file2.leaves) {
      must(!draw3.texts.has(index), "inclusion", `leaf ${index} is shown twice`);
      must(isIncluded(leafHash(leaf2), index, size, proof, root), "inclusion", `leaf ${index} is not in the log`);
      draw3.texts.set(index, leaf2);
    }
    draw3.last = typeof size === "bigint" ? size - 1n : size - 1;
    must(draw3.texts.has(0) && draw3.texts.has(draw3.last), "inclusion", "the open or the close leaf is missing");
    return { count: file2.leaves.length };
  }
  function openLeaf(draw3) {
    draw3.openText = draw3.texts.get(0);
    draw3.open = readOpen(draw3.openText, draw3.origin);
    checkOpen(draw3.open);
    return { opens: draw3.open.opens };
  }
  function closeLeaf(draw3) {
    draw3.closeText = draw3.texts.get(draw3.last);
    draw3.close = readClose(draw3.closeText, draw3.origin, draw3.open);
    checkClose(draw3.open, draw3.close, draw3.size);
    return { time: draw3.close.time, entries: draw3.close.entries, ballots: draw3.close.ballots };
  }
  function shownEntries(draw3) {
    const { open, close, texts, last, origin } = draw3;
    const indices = [...texts.keys()].filter((index) => index !== 0 && index !== last).sort((a, b) => a - b);
    draw3.shown = indices.map((index) => ({ index, entry: readEntry(texts.get(index), origin, open.tickets) }));
    checkShown(open, close, draw3.shown);
    return { count: draw3.shown.length };
  }
  function seed({ file: file2, open, origin }) {
    must(file2.beacon.kind === open.beacon.kind, "beacon", `${open.beacon.kind} was announced, ${file2.beacon.kind} used`);
    if (file2.seed === null) {
      must(open.seed === null || open.beacon.kind === "drand", "seed", "the seed was withheld: the draw is void");
      return { none: open.seed === null, withheld: open.seed !== null };
    }
    const bytes = hexBytes(file2.seed, 32) ?? fail("seed", "the seed is not written as 64 hex digits");
    must(hex(H("vdraw/1 seed\n", origin, "\n", bytes)) === open.seed, "seed", "the seed does not open the commitment");
    return {};
  }
  function beacon2(draw3) {
    const { file: file2, open, close } = draw3;
    const found = file2.beacon;
    draw3.fallback = file2.seed === null && open.seed !== null;
    if (found.kind === "none") return { kind: "none" };
    if (found.kind === "public") {
      const isValue = found.value.length <= 500 && /^[0-9A-Za-z.]+( [0-9A-Za-z.]+)*$/.test(found.value);
      must(isValue, "beacon", "a malformed public value");
      return { unchecked: "public", kind: "public", value: found.value, event: open.beacon.event };
    }
    const { chain } = open.beacon;
    draw3.round = draw3.fallback ? roundAt(chain, open.revealBy) : closingRound(open, close);
    must(found.chain === chain, "round", "another chain than announced");
    must(found.round === draw3.round, "round", `round ${found.round} was used, ${draw3.round} decides`);
    must(isRoundSigned(chain, found.round, found.signature), "beacon", "the signature is not the one of this round");
    return { kind: "drand", round: found.round };
  }
  async function selection(draw3, onProgress) {
    const { file: file2, origin, size, root, open, close, openText, round, shown } = draw3;
    draw3.key = drawKey({
      origin,
      size,
      root,
      openText,
      ballots: close.ballots,
      seed: file2.seed,
      beacon: beaconText(file2.beacon, round)
    });
    const byBallot = shown.toSorted((a, b) => a.entry.first - b.entry.first);
    const ownerOf = (ballot2) => {
      let [low, high] = [0, byBallot.length];
      while (low < high) {
        const middle = low + high >> 1;
        if (byBallot[middle].entry.first <= ballot2) low = middle + 1;
        else high = middle;
      }
      const owner = byBallot[low - 1];
      return owner && ballot2 < owner.entry.first + owner.entry.count ? owner : void 0;
    };
    await checkSelection(open, close, draw3.key, ownerOf, file2.draws, onProgress);
    draw3.ownerOf = ownerOf;
    return { count: file2.draws.length };
  }
  function summary(draw3) {
    const { file: file2, open, close, ownerOf, fallback } = draw3;
    const isEarly = close.time < open.closes;
    const draws = file2.draws.map((drawn) => {
      const { entry } = ownerOf(drawn.ballot);
      const [word, place] = drawn.outcome.split(" ");
      return {
        ...drawn,
        who: entry.who,
        ticket: entry.numbers ? entry.numbers[drawn.ballot - entry.first] : null,
        prize: word === "prize" ? prizeAt(open, Number(place)) : null
      };
    });
    return {
      level: draw3.quorum > 0 ? "witnessed" : LEVELS[open.beacon.kind],
      full: file2.entries !== void 0,
      fallback,
      early: isEarly,
      earlyReason: !isEarly ? null : isSoldOut(open, close) ? "sold-out" : "operator",
      draws,
      draw: draw3
      // what a receipt is compared with, and the raw values
    };
  }

  // src/receipt.js
  function verifyReceipt(bytes, { server, ref }, proof, watch) {
    const receipt = {};
    return new Run(watch).report(async (run) => {
      await run.step("form", () => form(bytes, receipt));
      await run.step("signature", () => {
        signature(receipt, server);
        const isThere = isAt(leafHash(receipt.leaf), receipt.tlog, receipt.checkpoint);
        must(isThere, "inclusion", "the entry is not in the log that was signed");
      });
      await run.step("who", () => who(receipt, ref));
      const { entry, ref: owner } = receipt;
      const facts = { origin: receipt.origin, first: entry.first, count: entry.count, time: entry.time, ref: owner };
      if (!proof) return facts;
      await run.step("kept", () => kept(receipt, proof.draw));
      await run.step("same", () => same(receipt, proof.draw));
      const { index } = receipt.tlog;
      const drawn = proof.draws.filter((each) => each.index === index);
      return { ...facts, in_closed_log: receipt.inClosedLog, cancelled: proof.draw.close.cancelled.has(index), drawn };
    });
  }
  function form(bytes, receipt) {
    const tlog = readTlogProof(fromUtf8(bytes) ?? fail("tlog-proof", "not UTF-8"));
    const malformed = (what) => fail("receipt", what);
    const extra = fromUtf8(tlog.extra ?? malformed("no extra data")) ?? malformed("not UTF-8");
    const all = lines(extra) ?? malformed("control characters");
    const ref = freeText(after(all.pop(), "ref")) ?? malformed("no reference");
    const salt = hexBytes(after(all.pop(), "salt"), 16) ?? malformed("no salt");
    const leaf2 = all.map((line) => `${line}
`).join("");
    Object.assign(receipt, { tlog, leaf: leaf2, ref, salt });
  }
  function signature(receipt, server) {
    const checkpoint2 = readCheckpoint(readNote(receipt.tlog.note));
    const { origin } = checkpoint2;
    must(origin.startsWith(`${server.name}/`), "checkpoint", "not a log of this server");
    checkSignature(checkpoint2, server);
    Object.assign(receipt, { checkpoint: checkpoint2, origin, entry: entryOf(receipt.leaf, origin) });
  }
  function entryOf(leaf2, origin) {
    const isShuffled = leaf2.split("\n").length > 6;
    try {
      return readEntry(leaf2, origin, isShuffled ? 2 ** 24 : null);
    } catch (error) {
      if (error instanceof Failure) fail("receipt", error.message);
      throw error;
    }
  }
  function who({ origin, salt, ref, entry }, wanted) {
    must(hex(H("vdraw/1 who\n", origin, "\n", salt, ref)) === entry.who, "who", "the entry is not of this person");
    must(wanted === void 0 || ref === wanted, "who", "the receipt is for somebody else");
    return { ref };
  }
  function kept(receipt, draw3) {
    const { tlog, leaf: leaf2, checkpoint: checkpoint2, origin } = receipt;
    must(origin === draw3.origin, "receipt", "the receipt is of another draw");
    const { index } = tlog;
    must(index < draw3.last, "dropped", `the closed log ends before leaf ${index}`);
    const found = draw3.texts.get(index) ?? entryAt(draw3, index);
    if (found === void 0) {
      receipt.inClosedLog = isClosing(checkpoint2, draw3) ? true : null;
      return receipt.inClosedLog ? {} : { unchecked: "receipt-leaf" };
    }
    must(found === leaf2, "dropped", `leaf ${index} of the closed log is another one`);
    receipt.inClosedLog = true;
  }
  var isClosing = (checkpoint2, draw3) => checkpoint2.size === draw3.size && sameBytes(checkpoint2.root, draw3.root);
  function entryAt(draw3, index) {
    let at = 0;
    for (const text of draw3.file.entries?.texts() ?? []) if (++at === index) return text;
    return void 0;
  }
  function same({ checkpoint: checkpoint2 }, draw3) {
    const differs = "the log of the receipt did not become the closed one";
    must(checkpoint2.size <= draw3.size, "inconsistent", differs);
    if (checkpoint2.size === draw3.size) return must(isClosing(checkpoint2, draw3), "inconsistent", differs);
    if (!draw3.file.entries) return { unchecked: "receipt-log" };
    const tree = new GrowingTree();
    tree.add(leafHash(draw3.openText));
    for (const text of draw3.file.entries.texts()) {
      if (tree.size === checkpoint2.size) break;
      tree.add(leafHash(text));
    }
    must(sameBytes(tree.root(), checkpoint2.root), "inconsistent", differs);
    return void 0;
  }

  // src/page/view.js
  var MOST_WINNERS = 20;
  var MOST_ROWS = 200;
  var FRAUD = ["dropped", "inconsistent"];
  var ABSENT = ["seedNone", "beaconNone", "anchorsNone"];
  var MARKS = { ok: ["ok", "i-yes"], absent: ["soft", "i-part"], unchecked: ["warn", "i-part"], failed: ["bad", "i-no"] };
  var SIGNS = { ok: "i-yes", warn: "i-part", bad: "i-no" };
  function filled(text, values) {
    return text.split(/(\{\w+\})/).map((part) => values[/^\{(\w+)\}$/.exec(part)?.[1]] ?? part);
  }
  function answer(say, { tone, title, stamp, error }, ...text) {
    return h(
      "div",
      { class: `note ${tone} answer` },
      h("p", null, h("span", { class: `stamp ${tone}` }, icon(SIGNS[tone], true), stamp)),
      h("h2", { tabindex: "-1" }, title),
      error && h("p", null, say(`codes.${error}`)),
      ...text,
      error && h("p", { class: "soft small" }, say("answer.code", { code: error }))
    );
  }
  var uncheckedList = (say, report) => h("ul", { class: "bullets" }, report.unchecked.map((what) => h("li", null, say(`unchecked.${what}`))));
  function proofAnswer(say, report) {
    const { error, level, verdict, fallback, earlyReason } = report;
    const stamp = say(`answer.stamp.${verdict}`, { level: level ?? "" });
    const line = (name) => h("p", null, say(`answer.${name}`));
    if (error) return answer(say, { tone: "bad", title: say("answer.failed"), stamp, error }, line("failedText"));
    const isWhole = verdict === "verified";
    const kind = fallback ? "fallback" : level === "seed-only" ? "seedOnly" : verdict;
    return answer(
      say,
      { tone: kind === "verified" ? "ok" : "warn", title: say(`answer.${kind}`), stamp },
      winnerLines(say, report),
      kind !== "incomplete" && line(`${kind}Text`),
      earlyReason && line(`early.${earlyReason}`),
      line(isWhole ? "wholeText" : "incompleteText"),
      !isWhole && uncheckedList(say, report)
    );
  }
  function winnerLines(say, { draws, draw: draw3 }) {
    const winners = draws.filter(({ prize }) => prize !== null);
    const all = places(draw3.open);
    if (all === 0) return h("p", null, say("winners.noPrizes"));
    if (winners.length === 0) return h("p", null, h("b", null, say("winners.none")));
    const line = (each) => [
      ...filled(say("winners.wins", {}), { ballot: ballot(each.ballot), prize: h("b", { class: "wrap" }, each.prize) }),
      each.ticket !== null && ` (${say("winners.ticket", { n: each.ticket })})`
    ];
    const left = all - winners.length;
    return h(
      "div",
      { class: "stack tight" },
      h("ul", { class: "won" }, winners.slice(0, MOST_WINNERS).map((each) => h("li", null, line(each)))),
      winners.length > MOST_WINNERS && h("p", null, say("winners.more", { n: winners.length - MOST_WINNERS })),
      left > 0 && h("p", null, say("winners.left", { n: left }))
    );
  }
  function stepLine(say, step) {
    const word = wordOf(say, step);
    const state = step.state === "ok" && ABSENT.includes(word) ? "absent" : step.state;
    const [tone, sign] = MARKS[state];
    const kinds = step.kinds?.map((kind) => say(`anchorKinds.${kind}`)).join(", ");
    const text = state === "failed" ? say(`names.${step.id}`) : say(`steps.${word}`, { ...step, kinds });
    return h(
      "li",
      null,
      h("span", { class: tone }, icon(sign, true)),
      h("span", null, h("span", { class: "sr" }, `${say(`symbols.${state}`)}: `), text),
      state === "failed" && h("span", { class: "bad small" }, say("symbols.failed"))
    );
  }
  function wordOf(say, step) {
    const { id, state } = step;
    if (state === "unchecked" && say.has(`steps.${id}Unchecked`)) return `${id}Unchecked`;
    if (id === "seed") return step.none ? "seedNone" : step.withheld ? "seedWithheld" : "seed";
    if (id === "beacon") return { none: "beaconNone", public: "beaconPublic", drand: "beacon" }[step.kind];
    if (id === "numbers" && step.tickets === void 0) return "numbersNone";
    if (id === "anchors" && step.kinds.length === 0) return "anchorsNone";
    return id;
  }
  var steps = (say, report) => h(
    "section",
    null,
    h("h3", null, say("steps.title")),
    h("ol", { class: "list checks slim" }, report.steps.map((step) => stepLine(say, step)))
  );
  function worth(say, { level }) {
    const list = (title, sign, items) => h(
      "div",
      { class: "stack tight" },
      h("h4", { class: "state h3" }, icon(sign, true), say(title)),
      h("ul", { class: "bullets" }, items.map((item) => h("li", null, item)))
    );
    return h(
      "section",
      null,
      h("h3", null, say("level.title")),
      h(
        "div",
        { class: "two" },
        list("level.proves", "i-yes", [...say.list("level.common"), say(`level.random.${level}`)]),
        list("level.not", "i-no", [...say.list(`level.doubts.${level}`), ...say.list("level.others")])
      )
    );
  }
  function raw(say, report, keyText) {
    const { draw: draw3, detail } = report;
    const label = (name) => say(`raw.${name}`);
    const text = (title, value) => fold(title, h("pre", { tabindex: "0" }, h("code", null, value)));
    if (!draw3) {
      return detail && h(
        "section",
        null,
        h("h3", null, label("title")),
        h("div", null, fold(label("detail"), h("p", null, h("code", null, detail))))
      );
    }
    const { file: file2 } = draw3;
    const beacon3 = { drand: () => `${file2.beacon.chain} ${file2.beacon.round} ${file2.beacon.signature}`, public: () => file2.beacon.value, none: () => "–" };
    const values = h(
      "dl",
      { class: "codes" },
      code(label("origin"), draw3.origin),
      code(label("key"), keyText),
      code(label("size"), draw3.size),
      code(label("root"), base64(draw3.root)),
      code(label("commitment"), draw3.open.seed ?? "–"),
      code(label("seed"), file2.seed ?? "–"),
      code(label("beacon"), beacon3[file2.beacon.kind]()),
      code(label("k"), hex(draw3.key))
    );
    return h(
      "section",
      null,
      h("h3", null, label("title")),
      h(
        "div",
        null,
        fold(label("values"), values),
        report.draws.length > 0 && fold(label("drawing"), drawing(say, report.draws)),
        text(label("open"), draw3.openText),
        text(label("close"), draw3.closeText)
      )
    );
  }
  function drawing(say, draws) {
    const columns = ["ballot", "leaf", "outcome", "who"];
    const shown = draws.slice(0, MOST_ROWS);
    return h(
      "div",
      { class: "stack" },
      h(
        "table",
        { class: "stacked" },
        h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col" }, say(`raw.columns.${name}`))))),
        h("tbody", null, shown.map((each) => h(
          "tr",
          null,
          h("th", { scope: "row" }, ballot(each.ballot), each.ticket !== null && ` (${say("winners.ticket", { n: each.ticket })})`),
          h("td", null, String(each.index)),
          h("td", null, each.outcome),
          h("td", null, h("code", null, each.who))
        )))
      ),
      draws.length > MOST_ROWS && h("p", { class: "soft small" }, say("raw.first", { n: MOST_ROWS, all: draws.length }))
    );
  }
  function proofView(say, report, keyText) {
    return [proofAnswer(say, report), steps(say, report), !report.error && worth(say, report), raw(say, report, keyText)].filter(Boolean);
  }
  function receiptFacts(say, { first, count, ref, time: time2, drawn, cancelled }) {
    const last = first + count - 1;
    const prizes = (drawn ?? []).map(({ prize }) => prize).filter((prize) => prize !== null);
    const fate = () => {
      if (cancelled) return say("receipt.cancelled");
      if (prizes.length > 0) return say("receipt.won", { prize: prizes.join(", ") });
      return say(drawn.some(({ outcome }) => outcome.startsWith("reserve")) ? "receipt.reserve" : "receipt.notDrawn");
    };
    return h(
      "div",
      { class: "stack tight" },
      h(
        "p",
        null,
        h("b", null, ...filled(say("receipt.ballots", { n: count }), { first: ballot(first), last: ballot(last) })),
        ` ${say("receipt.of", { ref })}, ${say("receipt.accepted", { time: say.time(time2) })}`
      ),
      drawn && h("p", null, fate())
    );
  }
  function receiptView(say, report) {
    const { error, verdict } = report;
    const stamp = say(`answer.stamp.${verdict === "verified" ? "plain" : verdict}`);
    if (error) {
      const fraud = FRAUD.includes(error) && h("p", null, h("b", null, say("answer.fraud")));
      const box = answer(say, { tone: "bad", title: say("answer.receiptFailed"), stamp, error }, fraud);
      return [box, steps(say, report), raw(say, report)].filter(Boolean);
    }
    const isWhole = verdict === "verified";
    const title = say(isWhole ? "answer.receiptVerified" : "answer.receiptIncomplete");
    const text = say(report.in_closed_log ? "answer.keptText" : "answer.receiptVerifiedText");
    const unchecked = isWhole ? [] : [h("p", null, say("answer.incompleteText")), uncheckedList(say, report)];
    return [answer(say, { tone: isWhole ? "ok" : "warn", title, stamp }, receiptFacts(say, report), h("p", null, text), ...unchecked), steps(say, report)];
  }
  function playsView(say, report) {
    const { error, commitment } = report;
    if (error) {
      const box2 = answer(say, { tone: "bad", title: say("answer.playsFailed"), stamp: say("answer.stamp.failed"), error });
      return [box2, steps(say, report), raw(say, report)].filter(Boolean);
    }
    const box = answer(
      say,
      { tone: "ok", title: say("answer.playsVerified"), stamp: say("answer.stamp.plain") },
      h("p", null, say("answer.playsVerifiedText")),
      h("p", null, h("code", null, commitment))
    );
    return [box, steps(say, report)];
  }

  // src/page/run.js
  var Problem = class extends Error {
  };
  function kindOf(bytes) {
    const start = fromUtf8(bytes.subarray(0, 23));
    if (start?.startsWith("c2sp.org/tlog-proof@v")) return "receipt";
    const head = new TextDecoder().decode(bytes.subarray(0, 2e3));
    return head.includes('"vdraw/1 plays"') ? "plays" : "proof";
  }
  function trustOf(say, { key, witnesses = "", quorum = 0, ref = "" }) {
    if (key.trim() === "") throw new Problem(say("form.noKey"));
    const server = serverKey(key.trim());
    if (!server) throw new Problem(say("form.badKey"));
    const lines2 = witnesses.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const known = lines2.map((line, at) => {
      const witness = witnessKey(line);
      if (!witness) throw new Problem(say("form.badWitness", { n: at + 1 }));
      return witness;
    });
    if (quorum > new Set(known.map(({ bytes }) => String(bytes))).size) throw new Problem(say("form.badQuorum"));
    return { server, witnesses: known, quorum, ref: ref.trim() || void 0 };
  }
  async function runAll(say, place, files, trust, keyText) {
    const watch = progress(say, place);
    const found = [];
    const plays = files.filter(({ kind }) => kind === "plays");
    for (const { bytes } of plays) found.push(...playsView(say, await verifyPlays(bytes, watch)));
    let proof;
    const proofFile = files.find(({ kind }) => kind === "proof");
    if (proofFile) {
      proof = await verifyProof(proofFile.bytes, trust(), watch);
      found.push(...proofView(say, proof, keyText));
    }
    for (const { bytes } of files.filter(({ kind }) => kind === "receipt")) {
      const report = await verifyReceipt(bytes, trust(), proof?.error ? void 0 : proof, watch);
      found.unshift(...receiptView(say, report));
    }
    place.replaceChildren(...found);
    place.querySelector("h2")?.focus();
    return proof;
  }
  function progress(say, place) {
    const label = h("p", { role: "status" }, say("form.reading"));
    const bar = h("progress", { max: "1", "aria-label": say("form.reading") });
    place.replaceChildren(h("div", { class: "stack tight" }, label, bar));
    return {
      onProgress(id, share) {
        const text = say("form.running", { step: say(`names.${id}`) });
        if (label.textContent !== text) label.textContent = text;
        bar.value = Math.min(share, 1);
      }
    };
  }
  function showProblem(say, place, error) {
    const box = h(
      "div",
      { class: "note bad", role: "alert", tabindex: "-1" },
      h("p", { class: "state bad" }, say("form.problem")),
      h("p", null, error.message)
    );
    place.replaceChildren(box);
    box.focus();
  }

  // src/page/draw.js
  function draw2(root, say) {
    const { proof, full, key } = root.dataset;
    const place = h("div", { class: "stack wide" });
    const buttons = h("p", { class: "row" });
    const add2 = (label, address, look) => {
      const button = h("button", { type: "button", class: look }, label);
      button.addEventListener("click", () => check(address));
      buttons.append(button);
      return button;
    };
    add2(say("draw.again"), proof);
    let whole2;
    root.replaceChildren(buttons, place);
    check(proof);
    async function check(address) {
      for (const button of buttons.children) button.disabled = true;
      try {
        const trust = trustOf(say, { key });
        const bytes = await load(address);
        const report = await runAll(say, place, [{ kind: "proof", bytes }], () => trust, key);
        if (full && !whole2 && report.unchecked.includes("entries")) whole2 = add2(say("draw.full"), full, "quiet");
      } catch (error) {
        showProblem(say, place, error);
        if (!(error instanceof Problem)) throw error;
      } finally {
        for (const button of buttons.children) button.disabled = false;
      }
    }
    async function load(address) {
      let why;
      try {
        const answer2 = await fetch(address, { credentials: "omit" });
        if (answer2.ok) return new Uint8Array(await answer2.arrayBuffer());
        why = String(answer2.status);
      } catch (error) {
        why = error.message;
      }
      throw new Problem(say("form.fetch", { why }));
    }
  }

  // src/page/tool.js
  var field = (id, label, input, hint) => h("div", { class: "field" }, h("label", { for: id }, label), hint && h("p", { class: "hint", id: `${id}-hint` }, hint), input);
  function tool(root, say, key) {
    const described = (id) => ({ id, "aria-describedby": `${id}-hint` });
    const files = h("input", { type: "file", multiple: true, ...described("v-files") });
    const keyField = h("textarea", { ...described("v-key"), class: "key", rows: "2", spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
    keyField.value = key ?? "";
    const witnesses = h("textarea", { id: "v-witnesses", rows: "3", spellcheck: "false", autocomplete: "off" });
    const quorum = h("input", { type: "number", min: "0", max: "100", value: "0", ...described("v-quorum") });
    const ref = h("input", { type: "text", autocomplete: "off", spellcheck: "false", ...described("v-ref") });
    const chosen = h("p", { class: "hint", role: "status" });
    const button = h("button", null, say("form.submit"));
    const form2 = h(
      "form",
      { class: "drop" },
      field("v-files", say("form.files"), files, say("form.filesHint")),
      chosen,
      field("v-key", say("form.key"), keyField, say(key ? "form.keyOfSite" : "form.keyHint")),
      h(
        "details",
        { class: "bare" },
        h("summary", null, say("form.more")),
        h(
          "div",
          { class: "stack" },
          field("v-witnesses", say("form.witnesses"), witnesses),
          field("v-quorum", say("form.quorum"), quorum, say("form.quorumHint")),
          field("v-ref", say("form.ref"), ref, say("form.refHint"))
        )
      ),
      button
    );
    const place = h("div", { class: "stack wide" });
    root.replaceChildren(form2, place);
    let dropped = [];
    const tell = () => {
      const all = [...files.files, ...dropped];
      chosen.textContent = all.length > 0 ? `${say("form.chosen", { n: all.length })}: ${all.map(({ name }) => name).join(", ")}` : "";
    };
    files.addEventListener("change", () => {
      dropped = [];
      tell();
    });
    form2.addEventListener("dragover", (event) => {
      event.preventDefault();
      form2.classList.add("over-it");
    });
    form2.addEventListener("dragleave", () => form2.classList.remove("over-it"));
    form2.addEventListener("drop", (event) => {
      event.preventDefault();
      form2.classList.remove("over-it");
      dropped = [...event.dataTransfer.files];
      files.value = "";
      tell();
    });
    form2.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      try {
        const all = await read([...files.files, ...dropped]);
        if (all.length === 0) throw new Problem(say("form.noFile"));
        if (all.filter(({ kind }) => kind === "proof").length > 1) throw new Problem(say("form.twoProofs"));
        const entered = { key: keyField.value, witnesses: witnesses.value, quorum: Number(quorum.value), ref: ref.value };
        if (all.some(({ kind }) => kind !== "plays")) trustOf(say, entered);
        await runAll(say, place, all, () => trustOf(say, entered), keyField.value.trim());
      } catch (error) {
        showProblem(say, place, error);
        if (!(error instanceof Problem)) throw error;
      } finally {
        button.disabled = false;
      }
    });
  }
  async function read(files) {
    return Promise.all(files.map(async (file2) => {
      const bytes = new Uint8Array(await file2.arrayBuffer());
      return { kind: kindOf(bytes), bytes };
    }));
  }

  // src/page/words_de.js
  var words_de_default = {
    title: "Eine Ziehung prüfen",
    offline: "Diese Seite ist eine einzige Datei. Sie braucht kein Netz und kann nichts irgendwohin senden.",
    language: "Sprache",
    symbols: { ok: "geprüft", absent: "nichts zu prüfen", unchecked: "nicht geprüft", failed: "stimmt nicht" },
    form: {
      files: "Dateien",
      filesHint: "Die Nachweisdatei einer Ziehung (proof.json). Mit der eigenen Quittung (.tlog-proof) dazu zeigt sich, ob der Eintrag erhalten blieb. Oder hierher ziehen.",
      chosen: ["{n} Datei gewählt", "{n} Dateien gewählt"],
      key: "Der Schlüssel des Servers",
      keyHint: "Eine Zeile wie lotto.example/vdraw+7bb3cf75+AeztR… Nehmen Sie ihn von anderswo als den Nachweis: aus gedruckten Bedingungen, von einem Notar, aus der Kopie eines Bekannten. Wer einen Nachweis fälscht, kann einen eigenen Schlüssel dazulegen.",
      keyOfSite: "Das ist der Schlüssel, den diese Website nennt. Er zeigt, ob die Ziehung in sich stimmt. Um die Website selbst zu prüfen, vergleichen Sie ihn mit einer Kopie von anderswo.",
      more: "Zeugen, und für wen die Quittung ist",
      witnesses: "Schlüssel von Zeugen, denen Sie trauen, einer je Zeile",
      quorum: "Wie viele davon rechtzeitig hingesehen haben müssen",
      quorumHint: "0: Zeugen werden nicht verlangt.",
      ref: "Die Quittung muss sein für",
      refHint: "Ein Benutzername oder eine Adresse, genau wie in der Quittung. Leer: wen auch immer sie nennt.",
      submit: "Prüfen",
      running: "Wird geprüft: {step}",
      reading: "Datei wird gelesen",
      problem: "Das konnte nicht geprüft werden",
      noFile: "Wählen Sie zuerst die Nachweisdatei oder eine Quittung.",
      noKey: "Geben Sie zuerst den Schlüssel des Servers ein. Ohne ihn könnte jeder die Datei gemacht haben.",
      badKey: "Das ist kein Schlüssel eines Servers: Er ist eine Zeile aus drei Teilen mit + dazwischen, und der mittlere passt zu den anderen.",
      badWitness: "Zeile {n} der Zeugen ist kein Schlüssel eines Zeugen.",
      badQuorum: "So viele Zeugen sind es nicht.",
      twoProofs: "Wählen Sie jeweils nur eine Nachweisdatei.",
      fetch: "Der Nachweis konnte nicht geladen werden: {why}. Versuchen Sie es noch einmal, oder laden Sie ihn herunter und prüfen Sie ihn mit der Datei."
    },
    draw: {
      again: "Noch einmal prüfen",
      full: "Mit allen Einträgen prüfen"
    },
    answer: {
      verified: "Diese Ziehung stimmt",
      verifiedText: "Das Ergebnis ist das, das aus der versiegelten Liste und dem angekündigten Zufall folgt.",
      wholeText: "Alles in der Datei wurde geprüft und passt.",
      seedOnly: "Nichts wurde verändert, aber der Betreiber hätte den Gewinner aussuchen können",
      seedOnlyText: "Mehr kann eine Ziehung nicht zeigen, die allein auf dem Geheimnis des Betreibers beruht.",
      fallback: "Das Ergebnis folgt, aber der Betreiber hat das Geheimnis zurückgehalten",
      fallbackText: "Der Betreiber hat ein Geheimnis zugesagt und nicht rechtzeitig gezeigt. Wie für diesen Fall angekündigt, hat eine spätere Runde des Zufallssignals entschieden. Fragen Sie den Betreiber, warum.",
      incomplete: "Bisher ist nichts falsch, aber nicht alles wurde geprüft",
      incompleteText: "Was geprüft wurde, passt. Nicht geprüft:",
      failed: "Das stimmt nicht",
      failedText: "Geben Sie daraufhin keinen Gewinn heraus. Bewahren Sie die Datei auf: Sie zeigt, was behauptet wurde.",
      receiptVerified: "Ihre Quittung ist gut",
      receiptVerifiedText: "Der Server hat eine Liste unterschrieben, in der dieser Eintrag steht.",
      keptText: "Der Server hat eine Liste unterschrieben, in der dieser Eintrag steht, und die versiegelte Liste enthält ihn noch.",
      receiptIncomplete: "Ihre Quittung ist gut, aber nicht alles wurde geprüft",
      receiptFailed: "Diese Quittung stimmt nicht",
      fraud: "Die eigene Unterschrift des Servers widerspricht dem. Bewahren Sie Quittung und Nachweisdatei auf und veröffentlichen Sie beide: Sie sind Beweise.",
      playsVerified: "Diese Spiele stimmen",
      playsVerifiedText: "Jeder Code und jeder Gewinn folgt aus den beiden Startwerten. Vergleichen Sie die Festlegung unten mit der, die Ihnen vor der Wahl Ihres Startwerts gezeigt wurde.",
      playsFailed: "Diese Spiele stimmen nicht",
      stamp: { verified: "Geprüft, Stufe: {level}", incomplete: "Teilweise geprüft", failed: "Stimmt nicht", plain: "Geprüft" },
      code: "Fehlercode: {code}",
      early: {
        "sold-out": "Sie schloss vor der Zeit, weil alle Lose verkauft waren.",
        operator: "Sie schloss vor der Zeit: So hat es der Betreiber entschieden, wie es die Bedingungen erlauben."
      }
    },
    winners: {
      wins: "Los {ballot} gewinnt {prize}",
      ticket: "Nummer {n}",
      none: "Kein Los hat gewonnen: Es gab keines, oder alle waren abgesagt.",
      noPrizes: "In dieser Ziehung gibt es keine Gewinne.",
      more: ["und {n} weiteres Gewinnlos", "und {n} weitere Gewinnlose"],
      left: ["{n} Gewinn wurde nicht vergeben: Es gab zu wenige Lose.", "{n} Gewinne wurden nicht vergeben: Es gab zu wenige Lose."]
    },
    receipt: {
      title: "Ihre Quittung",
      ballots: ["Los {first}", "Lose {first} bis {last}"],
      of: "für {ref}",
      accepted: "angenommen am {time}",
      won: "Gewonnen: {prize}.",
      reserve: "Es ist eine Reserve.",
      notDrawn: "Nicht gezogen.",
      cancelled: "Vor dem Schließen abgesagt, konnte also nicht gewinnen."
    },
    unchecked: {
      entries: "die vollständige Liste der Einträge: Diese Datei enthält nur die gezogenen. Das Ergebnis folgt, aber ob andere Einträge zu spät sind, fehlen oder doppelt zählen, ist nicht zu sehen. Verlangen Sie den vollständigen Nachweis.",
      public: "das öffentliche Ereignis: Vergleichen Sie den Wert selbst mit dem angekündigten Ereignis.",
      numbers: "die Losnummern: Ohne das Geheimnis kann niemand sehen, ob sie ausgesucht wurden.",
      "receipt-leaf": "ob die versiegelte Liste Ihren Eintrag enthält: Diese Datei zeigt ihn nicht. Verlangen Sie den vollständigen Nachweis.",
      "receipt-log": "ob aus der Liste Ihrer Quittung die versiegelte wurde: Dafür braucht es den vollständigen Nachweis."
    },
    steps: {
      title: "Was geprüft wurde",
      file: "Die Datei hat genau die Teile eines Nachweises",
      checkpoint: "Der Schlüssel des Servers hat die versiegelte Liste unterschrieben",
      leaves: "Alle gezeigten Zeilen stehen in dieser Liste ({count})",
      open: "Die Bedingungen sind erlaubt und standen zuerst fest",
      close: "Geschlossen, als es erlaubt war: {entries} Einträge, {ballots} Lose",
      shown: "Die gezeigten Einträge sind rechtzeitig und überschneiden sich nicht ({count})",
      seed: "Das Geheimnis ist das vor dem ersten Los zugesagte",
      seedNone: "Diese Ziehung hat kein Geheimnis",
      seedWithheld: "Das Geheimnis wurde nicht gezeigt: Die spätere Runde entscheidet",
      beacon: "Runde {round} des Zufallssignals drand ist die angekündigte und echt",
      beaconNone: "Eine öffentliche Zufallszahl wurde nicht verwendet",
      beaconPublic: "Der Wert „{value}“ für „{event}“ hat die richtige Form",
      selection: "Noch einmal gezogen: dieselben Lose in derselben Reihenfolge ({count})",
      entries: "Alle {count} Einträge ergeben die unterschriebene Liste, lückenlos und rechtzeitig",
      entriesUnchecked: "Die übrigen Einträge stehen nicht in dieser Datei",
      numbers: "Die Losnummern folgen aus dem Geheimnis",
      numbersNone: "Die Lose sind der Reihe nach nummeriert",
      numbersUnchecked: "Die Losnummern lassen sich nicht nachrechnen",
      anchors: "Das öffentliche Protokoll des Servers sagt dasselbe: {kinds}",
      anchorsNone: "Die Datei enthält nichts aus dem öffentlichen Protokoll des Servers",
      witnesses: "Mindestens {quorum} von {witnesses} Zeugen haben rechtzeitig hingesehen",
      form: "Die Quittung ist vollständig",
      signature: "Der Server hat eine Liste mit diesem Eintrag unterschrieben",
      who: "Der Eintrag ist von {ref}",
      kept: "Die versiegelte Liste enthält den Eintrag",
      keptUnchecked: "Diese Datei zeigt den Eintrag nicht",
      same: "Aus der Liste der Quittung wurde die versiegelte",
      sameUnchecked: "Die beiden Listen wurden nicht verglichen",
      paytable: "Die Gewinntabelle ist richtig geschrieben",
      commitment: "Der Startwert des Servers ist der zugesagte",
      "client-seed": "Ihr Startwert ist richtig geschrieben",
      plays: "Alle {count} Spiele ergeben wieder denselben Code und Gewinn"
    },
    names: {
      file: "die Teile der Datei",
      checkpoint: "die Unterschrift unter der Liste",
      leaves: "die gezeigten Zeilen",
      open: "die Bedingungen",
      close: "die Schließung",
      shown: "die gezeigten Einträge",
      seed: "das Geheimnis",
      beacon: "die öffentliche Zufallszahl",
      selection: "die Ziehung",
      entries: "alle Einträge",
      numbers: "die Losnummern",
      anchors: "das öffentliche Protokoll",
      witnesses: "die Zeugen",
      form: "die Teile der Quittung",
      signature: "die Unterschrift unter der Quittung",
      who: "von wem der Eintrag ist",
      kept: "der Eintrag in der versiegelten Liste",
      same: "die beiden Listen",
      paytable: "die Gewinntabelle",
      commitment: "der Startwert des Servers",
      "client-seed": "Ihr Startwert",
      plays: "die Spiele"
    },
    anchorKinds: { open: "Öffnung", close: "Schließung", result: "Ergebnis" },
    level: {
      title: "Was das beweist und was nicht",
      proves: "Es beweist",
      not: "Es beweist nicht",
      common: [
        "Dass die Liste sich nicht änderte, nachdem sie versiegelt und unterschrieben war.",
        "Dass das Ergebnis aus der Liste und dem angekündigten Zufall folgt und aus nichts anderem."
      ],
      doubts: {
        witnessed: [
          "Dass der Betreiber vor dem Schließen keine eigenen Lose einwarf.",
          "Dass der Betreiber das Geheimnis immer zeigt: Hielte er es zurück, bekäme er eine andere Runde, und das wäre hier für immer zu sehen."
        ],
        beacon: [
          "Dass der Betreiber die Liste nicht austauschte, nachdem die Runde erschienen war, es sei denn, jemand hob die unterschriebene Liste vorher auf.",
          "Dass der Betreiber vor dem Schließen keine eigenen Lose einwarf.",
          "Dass der Betreiber das Geheimnis immer zeigt: Hielte er es zurück, bekäme er eine andere Runde, und das wäre hier für immer zu sehen."
        ],
        public: [
          "Dass der Wert des öffentlichen Ereignisses stimmt: Vergleichen Sie ihn selbst.",
          "Dass der Betreiber die Liste nicht nach dem Ereignis austauschte, es sei denn, jemand hob die unterschriebene Liste vorher auf."
        ],
        "seed-only": [
          "Dass der Betreiber den Gewinner nicht aussuchte. Er kannte das Geheimnis und konnte letzte eigene Lose probieren, bis ihm das Ergebnis gefiel."
        ]
      },
      others: [
        "Dass kein Eintrag abgelehnt wurde und dass jeder Teilnehmer ein anderer Mensch ist.",
        "Dass es unter diesem Namen keine zweite Ziehung gab: Dafür muss jemand anders als der Betreiber das ganze öffentliche Protokoll des Servers lesen."
      ],
      random: {
        witnessed: "Dass das Ergebnis auf einer öffentlichen Zufallszahl beruht, die erst kam, als Zeugen die versiegelte Liste gesehen hatten.",
        beacon: "Dass das Ergebnis auf einer öffentlichen Zufallszahl beruht, die niemand kannte, als die Ziehung angekündigt wurde.",
        public: "Dass das Ergebnis auf dem Wert eines öffentlichen Ereignisses beruht.",
        "seed-only": "Dass niemand sie lenken konnte, der nur teilnahm."
      }
    },
    raw: {
      title: "Rohwerte",
      values: "Werte",
      drawing: "Die Ziehung Schritt für Schritt",
      origin: "Ursprung",
      key: "Verwendeter Schlüssel des Servers",
      size: "Blätter der Liste",
      root: "Wurzel der Liste",
      commitment: "Festlegung",
      seed: "Startwert",
      beacon: "Zufallssignal",
      k: "K, die Zahl, aus der alle Ergebnisse gezählt werden",
      open: "Öffnungsblatt: die Bedingungen",
      close: "Schlussblatt: das Ende der Liste",
      detail: "Was gefunden wurde, in den Worten des Programms",
      columns: { ballot: "Los", leaf: "Blatt", outcome: "Ausgang", who: "Wer" },
      first: "Die ersten {n} von {all}."
    },
    codes: {
      format: "Die Datei hat nicht genau die Teile, die sie haben soll. Vielleicht ist sie abgeschnitten oder verändert, oder sie ist etwas anderes.",
      note: "Ein unterschriebener Text in der Datei ist falsch geschrieben.",
      checkpoint: "Die unterschriebene Liste ist falsch geschrieben oder gehört zu einem anderen Server als der Schlüssel.",
      "note-signature": "Der Schlüssel des Servers hat diese Liste nicht unterschrieben, oder jemand hat eine Unterschrift in seinem Namen gefälscht.",
      inclusion: "Eine gezeigte Zeile steht nicht in der unterschriebenen Liste: Sie wurde geändert, hinzugefügt oder weggelassen.",
      "leaf-format": "Eine Zeile der Liste ist nicht so geschrieben, wie sie es muss.",
      "open-rules": "Die Bedingungen widersprechen den Regeln des Verfahrens.",
      round: "Es wurde eine andere Runde des Zufallssignals verwendet als die, die aus den Bedingungen und der Schließung folgt.",
      ballots: "Die Nummern der Lose passen nicht zusammen: Es gibt eine Lücke, eine Überschneidung oder eine falsche Summe.",
      "close-time": "Die Ziehung wurde zu einer Zeit geschlossen, zu der das nicht erlaubt war.",
      late: "Ein Eintrag hat eine Zeit, zu der er nicht angenommen werden durfte.",
      seed: "Das Geheimnis ist nicht das zugesagte, oder es fehlt und die Ziehung ist ungültig.",
      beacon: "Die öffentliche Zufallszahl ist nicht echt oder nicht von der angekündigten Art.",
      selection: "Noch einmal gezogen ergibt sich ein anderes Ergebnis als das behauptete.",
      root: "Die Liste der Einträge ist nicht die unterschriebene.",
      numbers: "Die Losnummern folgen nicht aus dem Geheimnis: Jemand hat sie ausgesucht.",
      anchor: "Das öffentliche Protokoll des Servers sagt etwas anderes über diese Ziehung.",
      cosignature: "Eine Unterschrift im Namen eines Zeugen ist gefälscht.",
      witness: "Zu wenige der Zeugen haben die Ziehung zur richtigen Zeit gesehen.",
      "tlog-proof": "Die Quittung oder ein Eintrag des öffentlichen Protokolls ist falsch geschrieben.",
      receipt: "Die Daten der Quittung sind falsch geschrieben, oder sie ist von einer anderen Ziehung.",
      who: "Die Quittung gehört jemand anderem.",
      dropped: "Die versiegelte Liste enthält Ihren Eintrag nicht, obwohl der Server unterschrieben hat, dass er angenommen wurde.",
      inconsistent: "Die versiegelte Liste setzt die Liste Ihrer Quittung nicht fort: Der Server hat zwei verschiedene Verläufe unterschrieben.",
      paytable: "Die Gewinntabelle ist falsch geschrieben.",
      "client-seed": "Ihr Startwert ist falsch geschrieben.",
      nonce: "Ein Spiel fehlt oder zählt doppelt.",
      play: "Ein Spiel ergibt einen anderen Code oder Gewinn als den gezeigten."
    }
  };

  // src/page/words_en.js
  var words_en_default = {
    title: "Check a draw",
    offline: "This page is one file. It works without a network, and it cannot send anything anywhere.",
    language: "Language",
    symbols: { ok: "checked", absent: "nothing to check", unchecked: "not checked", failed: "does not hold" },
    form: {
      files: "Files",
      filesHint: "The proof file of a draw (proof.json). Add your receipt (.tlog-proof) to see whether your entry was kept. Or drop them here.",
      chosen: ["{n} file chosen", "{n} files chosen"],
      key: "The server’s key",
      keyHint: "One line such as lotto.example/vdraw+7bb3cf75+AeztR… Take it from somewhere else than the proof: printed terms, a notary, a friend’s copy. Whoever forges a proof can put a key of their own beside it.",
      keyOfSite: "This is the key that this site gives. It shows whether the draw fits together. To check the site itself, compare the key with a copy from somewhere else.",
      more: "Witnesses, and whose receipt it is",
      witnesses: "Keys of witnesses you trust, one on each line",
      quorum: "How many of them must have looked in time",
      quorumHint: "0: witnesses are not asked for.",
      ref: "The receipt must be for",
      refHint: "A user name or address, exactly as the receipt has it. Empty: whoever it names.",
      submit: "Check",
      running: "Checking: {step}",
      reading: "Reading the file",
      problem: "That could not be checked",
      noFile: "Choose the proof file or a receipt first.",
      noKey: "Enter the server’s key first. Without it anybody could have made the file.",
      badKey: "This is not a server’s key: it is one line of three parts joined by +, and the middle part fits the others.",
      badWitness: "Line {n} of the witnesses is not a witness’s key.",
      badQuorum: "There are fewer witnesses than that.",
      twoProofs: "Choose one proof file at a time.",
      fetch: "The proof could not be loaded: {why}. Try again, or download it and check it with the file."
    },
    draw: {
      again: "Check again",
      full: "Check with all entries"
    },
    answer: {
      verified: "This draw checks out",
      verifiedText: "The result is the one that follows from the sealed list and the announced randomness.",
      wholeText: "Everything in the file was checked and fits.",
      seedOnly: "Nothing was changed, but the operator could have chosen the winner",
      seedOnlyText: "A draw that rests on the operator’s secret alone cannot show more than that.",
      fallback: "The result follows, but the operator kept the secret back",
      fallbackText: "The operator promised a secret and did not show it in time. As announced for that case, a later round of the beacon decided. Ask the operator why.",
      incomplete: "Nothing is wrong so far, but not everything was checked",
      incompleteText: "What was checked fits. Not checked:",
      failed: "This does not match",
      failedText: "Do not hand over a prize on the strength of it. Keep the file: it shows what was claimed.",
      receiptVerified: "Your receipt is good",
      receiptVerifiedText: "The server signed a list that holds this entry.",
      keptText: "The server signed a list that holds this entry, and the sealed list still has it.",
      receiptIncomplete: "Your receipt is good, but not everything was checked",
      receiptFailed: "This receipt does not match",
      fraud: "The server’s own signature contradicts it. Keep the receipt and the proof file, and publish both: they are evidence.",
      playsVerified: "These plays check out",
      playsVerifiedText: "Every code and prize follows from the two seeds. Compare the commitment below with the one you were shown before you chose your seed.",
      playsFailed: "These plays do not match",
      stamp: { verified: "Verified, level: {level}", incomplete: "Partly checked", failed: "Not verified", plain: "Verified" },
      code: "Failure code: {code}",
      early: {
        "sold-out": "It closed before its time because all tickets were sold.",
        operator: "It closed before its time: the operator decided so, as the terms allow."
      }
    },
    winners: {
      wins: "Ballot {ballot} wins {prize}",
      ticket: "number {n}",
      none: "No ballot won: there was none, or every one had been cancelled.",
      noPrizes: "This draw has no prizes.",
      more: ["and {n} more winning ballot", "and {n} more winning ballots"],
      left: ["{n} prize was not given: there were too few ballots.", "{n} prizes were not given: there were too few ballots."]
    },
    receipt: {
      title: "Your receipt",
      ballots: ["Ballot {first}", "Ballots {first} to {last}"],
      of: "for {ref}",
      accepted: "accepted on {time}",
      won: "It won: {prize}.",
      reserve: "It is a reserve.",
      notDrawn: "It was not drawn.",
      cancelled: "It was cancelled before closing, so it could not win."
    },
    unchecked: {
      entries: "the complete list of entries: this file holds only those that were drawn. The result follows, but whether other entries are late, missing or counted twice cannot be seen. Ask for the full proof.",
      public: "the public event: compare the value yourself with the event that was announced.",
      numbers: "the ticket numbers: without the secret nobody can see whether they were chosen.",
      "receipt-leaf": "whether the sealed list has your entry: this file does not show it. Ask for the full proof.",
      "receipt-log": "whether the list of your receipt became the sealed one: that needs the full proof."
    },
    steps: {
      title: "What was checked",
      file: "The file has exactly the parts of a proof",
      checkpoint: "The server’s key signed the sealed list",
      leaves: "All lines shown are in that list ({count})",
      open: "The terms are allowed and were fixed first",
      close: "Closed when it was allowed: {entries} entries, {ballots} ballots",
      shown: "The entries shown are in time and do not overlap ({count})",
      seed: "The secret is the one promised before the first ballot",
      seedNone: "This draw has no secret",
      seedWithheld: "The secret was not shown: the later round decides",
      beacon: "Round {round} of the drand beacon is the one announced, and genuine",
      beaconNone: "No public random number was used",
      beaconPublic: "The value “{value}” for “{event}” has the right form",
      selection: "Drawn again: the same ballots in the same order ({count})",
      entries: "All {count} entries give the signed list, without gap and in time",
      entriesUnchecked: "The other entries are not in this file",
      numbers: "The ticket numbers follow from the secret",
      numbersNone: "The ballots are numbered in order",
      numbersUnchecked: "The ticket numbers cannot be redone",
      anchors: "The server’s public log tells the same: {kinds}",
      anchorsNone: "The file has nothing from the server’s public log",
      witnesses: "At least {quorum} of {witnesses} witnesses looked in time",
      form: "The receipt is complete",
      signature: "The server signed a list with this entry",
      who: "The entry is of {ref}",
      kept: "The sealed list has the entry",
      keptUnchecked: "This file does not show the entry",
      same: "The list of the receipt became the sealed one",
      sameUnchecked: "The two lists were not compared",
      paytable: "The table of prizes is well-formed",
      commitment: "The server’s seed is the one promised",
      "client-seed": "Your seed is well-formed",
      plays: "All {count} plays give the same code and prize again"
    },
    names: {
      file: "the parts of the file",
      checkpoint: "the signature under the list",
      leaves: "the lines shown",
      open: "the terms",
      close: "the closing",
      shown: "the entries shown",
      seed: "the secret",
      beacon: "the public random number",
      selection: "the drawing",
      entries: "all entries",
      numbers: "the ticket numbers",
      anchors: "the public log",
      witnesses: "the witnesses",
      form: "the parts of the receipt",
      signature: "the signature under the receipt",
      who: "whose entry it is",
      kept: "the entry in the sealed list",
      same: "the two lists",
      paytable: "the table of prizes",
      commitment: "the server’s seed",
      "client-seed": "your seed",
      plays: "the plays"
    },
    anchorKinds: { open: "opening", close: "closing", result: "result" },
    level: {
      title: "What this proves, and what it does not",
      proves: "It proves",
      not: "It does not prove",
      common: [
        "That the list did not change after it was sealed and signed.",
        "That the result follows from the list and the announced randomness, and from nothing else."
      ],
      doubts: {
        witnessed: [
          "That the operator put in no ballots of its own before closing.",
          "That the operator always shows the secret: by keeping it back it could get one other round, and that would be seen here for ever."
        ],
        beacon: [
          "That the operator did not exchange the list after the round was out, unless somebody kept the signed list before.",
          "That the operator put in no ballots of its own before closing.",
          "That the operator always shows the secret: by keeping it back it could get one other round, and that would be seen here for ever."
        ],
        public: [
          "That the value of the public event is the right one: compare it yourself.",
          "That the operator did not exchange the list after the event, unless somebody kept the signed list before."
        ],
        "seed-only": [
          "That the operator did not choose the winner. It knew the secret, so it could try last ballots of its own until the result suited it."
        ]
      },
      others: [
        "That no entry was refused, and that every participant is another person.",
        "That there was no second draw under this name: somebody else than the operator must read the server’s whole public log."
      ],
      random: {
        witnessed: "That the result rests on a public random number that came after the sealed list had been seen by witnesses.",
        beacon: "That the result rests on a public random number that nobody knew when the draw was announced.",
        public: "That the result rests on the value of a public event.",
        "seed-only": "That nobody who only took part could steer it."
      }
    },
    raw: {
      title: "Raw values",
      values: "Values",
      drawing: "The drawing, step by step",
      origin: "Origin",
      key: "Server’s key used",
      size: "Leaves of the list",
      root: "Root of the list",
      commitment: "Commitment",
      seed: "Seed",
      beacon: "Beacon",
      k: "K, the number all results are counted from",
      open: "Open leaf: the terms",
      close: "Close leaf: the end of the list",
      detail: "What was found, in the words of the program",
      columns: { ballot: "Ballot", leaf: "Leaf", outcome: "Outcome", who: "Who" },
      first: "The first {n} of {all}."
    },
    codes: {
      format: "The file does not have exactly the parts it should have. It may be cut off or changed, or it is another kind of file.",
      note: "A signed text in the file is malformed.",
      checkpoint: "The signed list is malformed, or belongs to another server than the key.",
      "note-signature": "The server’s key did not sign this list, or somebody forged a signature in its name.",
      inclusion: "A line shown is not in the signed list: it was changed, added or left out.",
      "leaf-format": "A line of the list is not written as it must be.",
      "open-rules": "The terms contradict the rules of the protocol.",
      round: "Another round of the beacon was used than the one that follows from the terms and the closing.",
      ballots: "The numbers of the ballots do not fit together: there is a gap, an overlap or a wrong total.",
      "close-time": "The draw was closed at a moment that was not allowed.",
      late: "An entry has a time at which it could not be accepted.",
      seed: "The secret is not the one that was promised, or it is missing and the draw is void.",
      beacon: "The public random number is not genuine, or not of the kind that was announced.",
      selection: "Drawing again gives another result than the one claimed.",
      root: "The list of entries is not the one that was signed.",
      numbers: "The ticket numbers do not follow from the secret: somebody chose them.",
      anchor: "The server’s public log says something else about this draw.",
      cosignature: "A signature in the name of a witness is forged.",
      witness: "Too few of the witnesses saw the draw at the right time.",
      "tlog-proof": "The receipt, or an entry of the public log, is malformed.",
      receipt: "The receipt’s data are malformed, or it is of another draw.",
      who: "The receipt belongs to somebody else.",
      dropped: "The sealed list does not have your entry, although the server signed that it was accepted.",
      inconsistent: "The sealed list does not continue the list of your receipt: the server signed two different histories.",
      paytable: "The table of prizes is malformed.",
      "client-seed": "Your seed is malformed.",
      nonce: "A play is missing or counted twice.",
      play: "A play gives another code or prize than the one shown."
    }
  };

  // src/page/words.js
  var LANGUAGES = { en: words_en_default, de: words_de_default };
  function wordsOf(language) {
    const code2 = language?.slice(0, 2) in LANGUAGES ? language.slice(0, 2) : "en";
    const all = LANGUAGES[code2];
    const number = new Intl.NumberFormat(code2);
    const clock = new Intl.DateTimeFormat(code2, { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" });
    const shown = (value) => typeof value === "number" || typeof value === "bigint" ? number.format(value) : String(value);
    const find = (name) => name.split(".").reduce((part, key) => part?.[key], all);
    function say(name, values = {}) {
      const found = find(name);
      const text = Array.isArray(found) ? found[values.n === 1 ? 0 : 1] : found;
      if (typeof text !== "string") throw new Error(`no words for ${name}`);
      return text.replace(/\{(\w+)\}/g, (place, key) => key in values ? shown(values[key]) : place);
    }
    say.has = (name) => find(name) !== void 0;
    say.list = (name) => find(name);
    say.language = code2;
    say.number = shown;
    say.time = (seconds) => `${clock.format(seconds * 1e3)} UTC`;
    return say;
  }

  // src/page/main.js
  var NAMES = { en: "English", de: "Deutsch" };
  function file(root, language) {
    const say = wordsOf(language);
    document.documentElement.lang = say.language;
    document.title = say("title");
    const place = h("div", { class: "stack" });
    const choose = Object.keys(LANGUAGES).map((code2) => {
      const button = h("button", { type: "button", class: "quiet", lang: code2, "aria-current": code2 === say.language && "true" }, NAMES[code2]);
      button.addEventListener("click", () => file(root, code2));
      return button;
    });
    root.replaceChildren(
      h("div", { class: "prose stack" }, h("h1", null, say("title")), h("p", null, say("offline"))),
      place,
      h("div", { class: "row languages", role: "group", "aria-label": say("language") }, choose)
    );
    tool(place, say);
  }
  for (const root of document.querySelectorAll("[data-verify]")) {
    const say = wordsOf(document.documentElement.lang);
    const { verify, key } = root.dataset;
    if (verify === "file") file(root, navigator.language);
    else if (verify === "draw") draw2(root, say);
    else tool(root, say, key);
    root.hidden = false;
  }
})();
