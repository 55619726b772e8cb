// Types of the film strips' values.

/** @typedef {import("./layout.js").Plan} Plan */
/** @typedef {import("./paint.js").LensMap} LensMap */
/** @typedef {import("./paint.js").Read} Read */
/** @typedef {[layer: number, unit: number]} MapPlace */
/**
 * @typedef {object} StripBox
 * @property {number} height as a share of the largest
 * @property {number} width
 * @property {number} depth
 * @property {string} style "conv", "dense" or "other"
 */
/**
 * @typedef {object} StripLayer
 * @property {string} name
 * @property {string} text
 * @property {[height: number, width: number, channels: number]} shape
 * @property {number} step every how many rows and columns are shown
 * @property {number} units shown
 * @property {boolean} flat
 * @property {StripBox | null} box its volume; none where it leaves its input's shape
 * @property {number} [size] how many values were sent; 0 where they come when it is in sight
 * @property {number} [low]
 * @property {number} [high]
 * @property {number} [limit] where its colours end
 * @property {number[]} [still] maps that are 0 everywhere
 * @property {boolean} [coded] whether they are in 8 bits
 * @property {number[]} [sent] the maps of this page, in their order; none where all are sent
 * @property {number} [page] counted from 0
 */
/**
 * @typedef {object} StripLook
 * @property {string} order
 * @property {string} colours
 * @property {string} kernels
 * @property {string[]} folded names of layers
 */
/**
 * @typedef {object} StripKernels
 * @property {number} layer whose they are
 * @property {[filters: number, height: number, width: number, channels: number]} shape
 * @property {number} limit where their colours end
 * @property {boolean} folded whether a batch normalisation is multiplied in
 */
/**
 * @typedef {object} FeatureStripsHeader
 * @property {StripLayer[]} layers
 * @property {string[]} classes
 * @property {string} scale what the volumes are drawn to
 * @property {string[]} statistics what is sent of each map
 * @property {StripLook} look what is chosen at the beginning
 * @property {string} [answer] names the answer that the values belong to
 * @property {number} [floats] how many numbers come before those in 8 bits
 * @property {number} [limit] where the colours of all maps end
 * @property {MapPlace | null} full the map that was sent with all its pixels
 * @property {MapPlace} [first] to look at; none without an answer
 * @property {StripKernels} [kernels] of the first convolution, where they are wanted
 */
/**
 * @typedef {object} Answer the values of a layer
 * @property {Read} read
 * @property {number} limit
 * @property {number} low
 * @property {number} high
 * @property {number[]} still maps that are 0 everywhere
 */
/** @typedef {"map" | "layer" | "network"} ColourScale whose values the colours span */
/**
 * @typedef {object} LayerElements of a strip; the last layer has named cells in place of a canvas
 * @property {HTMLElement} section
 * @property {HTMLButtonElement} tab its name in the row of volumes
 * @property {HTMLElement} pager of a layer whose maps do not fit on one page
 * @property {HTMLElement} note names maps that are 0 everywhere
 * @property {HTMLElement} scale
 * @property {[low: HTMLElement, bar: HTMLElement, high: HTMLElement]} ends of the scale
 * @property {HTMLCanvasElement} [canvas]
 * @property {HTMLCanvasElement} [kernels] below the maps
 * @property {Record<"hover" | "pinned", HTMLElement>} [marks]
 * @property {HTMLButtonElement[]} [cells]
 */
/**
 * @typedef {object} LayerState
 * @property {Plan} plan
 * @property {Answer | null} answer null where its values are not here
 * @property {Float32Array} maps statistics of each map, map after map; empty for a flat layer
 * @property {boolean} changed by the last message
 * @property {number[] | null} order the map at each place; null where it is the place's number
 * @property {number[]} places the place of each map, where there is an order
 */
/**
 * @typedef {object} Asked
 * @property {string} answer that the browser has
 * @property {number[]} layers in sight that it lacks of these
 * @property {number[]} sight all layers in sight
 * @property {MapPlace | null} map wanted in full
 */
/** @typedef {StripLayer & LayerElements & LayerState} Layer */
/** @typedef {{ layer: number, unit: number, row?: number, col?: number }} Pointed */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {HTMLElement} films
 * @property {ColourScale} colours
 * @property {boolean} byStrength whether the strongest maps come first
 * @property {Set<string>} folded names of layers
 * @property {HTMLElement} lens
 * @property {HTMLCanvasElement} big
 * @property {HTMLElement} spot
 * @property {Layer[]} layers
 * @property {FeatureStripsHeader} header
 * @property {Float32Array} kernels all values of the first convolution's
 * @property {string} kernelsChosen "", "plain" or "folded"
 * @property {Map<string, number>} pages by the name of a layer
 * @property {() => void} tellLook sends what is chosen to Python
 * @property {Float32Array} full the map that was sent with all its pixels
 * @property {string} network identifies the network
 * @property {Uint8Array} bytes that are shown
 * @property {Uint8Array} data that came last
 * @property {number} frame the request of the next drawing, 0 where none waits
 * @property {boolean} painted whether this network's layers have been, once
 * @property {Set<Layer>} due layers to be painted
 * @property {ReturnType<typeof setTimeout>} [painting] of those that are not in sight
 * @property {Pointed | null} hover
 * @property {Pointed | null} pinned
 * @property {boolean} byKey whether the pointed map was reached by the keyboard
 * @property {number} answer counts the answers
 * @property {boolean} built
 * @property {boolean} narrow
 * @property {number} room CSS pixels of the strips' width
 * @property {LensMap | undefined} map in the lens
 * @property {number} cell CSS pixels of the lens's cells
 * @property {string} drawn what is in the lens
 * @property {MapPlace} [mapToAsk] for which to ask soon
 * @property {ReturnType<typeof setTimeout>} [waiting] to ask for layers
 * @property {string} [wanted] what layers were asked for last, of which answer
 * @property {MapPlace} [askedMap]
 * @property {(message: Asked) => void} ask
 */

export {};
