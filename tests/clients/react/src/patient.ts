const ATTEMPTS = 4;

/**
 * Fetch; where the server is busy, wait as long as it says. In place of Apollo's RetryLink, which never sees these: a
 * refusal in `application/graphql-response+json` is to Apollo an answer with errors, whatever its status.
 */
export const patient: typeof fetch = async (input, init) => {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(input, init);
    if ((response.status !== 429 && response.status !== 503) || attempt === ATTEMPTS) return response;
    const seconds = Number(response.headers.get("Retry-After") ?? attempt);
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  }
};
