// Plays a picture: again and again while it is seen, and as the pointer says while it is over it. It
// stands still, as at its end, where the visitor or the system asks for that.

import { calm, elapsedSince } from "../_js/motion.js";

/** @typedef {import("./index.js").Picture} Picture */

const PAUSE = 2500; // milliseconds that the end is shown before it begins again
const MOSTLY = 0.3; // of a picture that is seen while it plays

let still = false; // whether the visitor has stopped all pictures
/** @type {Set<Player>} */
const players = new Set();

/** Whether the visitor has stopped the pictures. */
export const isStill = () => still;

/**
 * Stop all pictures, or let them play.
 * @param {boolean} stopped
 */
export function setStill(stopped) {
  still = stopped;
  for (const player of players) player.update();
}

const motion = window.matchMedia("(prefers-reduced-motion: reduce)");
motion.addEventListener("change", () => players.forEach((player) => player.update()));

export class Player {
  then = 0; // of the last frame
  time = 0; // milliseconds since the beginning
  frame = 0; // the request that waits
  seen = false;
  held = false; // whether the pointer is over it

  /**
   * @param {HTMLElement} card
   * @param {Picture} picture
   */
  constructor(card, picture) {
    this.picture = picture;
    players.add(this);
    this.watch = new IntersectionObserver(
      ([{ intersectionRatio }]) => {
        this.seen = intersectionRatio >= MOSTLY;
        this.update();
      },
      { threshold: [0, MOSTLY] },
    );
    this.watch.observe(card);
    this.sizes = new ResizeObserver(() => this.layOut());
    this.sizes.observe(picture.stage);
    card.onpointermove = (event) => this.hold(event);
    card.onpointerleave = () => this.release();
    card.onfocus = () => this.restart();
  }

  /** Whether it plays by itself now. */
  get plays() {
    return this.seen && !this.held && !still && !calm();
  }

  /** Milliseconds of one showing. */
  get length() {
    return this.picture.seconds * 1000;
  }

  layOut() {
    if (!this.picture.stage.isConnected) return;
    this.picture.layOut();
    this.update();
  }

  /** Play on, or show where it stands. */
  update() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.plays) this.next();
    else if (!this.held && (still || calm())) this.picture.draw(1);
    else if (!this.held) this.draw();
  }

  next() {
    this.frame = requestAnimationFrame((now) => {
      this.time += elapsedSince(this, now);
      if (this.time > this.length + PAUSE) this.time = 0;
      this.draw();
      this.next();
    });
  }

  draw() {
    this.picture.draw(Math.min(this.time / this.length, 1));
  }

  /** @param {PointerEvent} event */
  hold(event) {
    if (event.pointerType !== "mouse") return;
    const progress = this.picture.progressAt(event);
    this.held = true;
    this.time = progress * this.length;
    this.update();
    this.picture.draw(progress);
  }

  release() {
    this.held = false;
    this.update();
  }

  restart() {
    this.time = 0;
    this.update();
  }

  leave() {
    cancelAnimationFrame(this.frame);
    this.watch.disconnect();
    this.sizes.disconnect();
    players.delete(this);
  }
}
