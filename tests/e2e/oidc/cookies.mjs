/** The cookies of one visit to one server, as far as that server needs them (RFC 6265). */

export class Cookies {
  /** @type {Map<string, { name: string, value: string, path: string }>} */
  #kept = new Map()

  /**
   * Takes the cookies of an answer.
   *
   * @param {Response} answer
   */
  take(answer) {
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim())
      const [name, value] = split(pair)
      const { path = '/', expires } = Object.fromEntries(
        attributes.map((attribute) => {
          const [key, text] = split(attribute)
          return [key.toLowerCase(), text]
        }),
      )
      // One name may stand for several cookies, each with a path of its own.
      const key = `${name} ${path}`
      if (expires && new Date(expires) <= new Date()) this.#kept.delete(key)
      else this.#kept.set(key, { name, value, path })
    }
  }

  /**
   * The `Cookie` header of a request.
   *
   * @param {string} url
   */
  header(url) {
    const { pathname } = new URL(url)
    return [...this.#kept.values()]
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }
}

/** @param {string} text @returns {[string, string]} */
function split(text) {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
