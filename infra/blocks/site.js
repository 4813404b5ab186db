// Runs at every request of the site, in CloudFront Functions' JavaScript runtime 2.0. The names in capitals are put
// before it by site.py. What a client sent under the same names is lost: only what stands here is said to the APIs.
function handler(event) {
    const request = event.request;
    const headers = request.headers;
    headers[HOST] = { value: headers.host.value };
    headers[VIEWER] = { value: event.viewer.ip };
    delete headers[PROOF];
    delete headers[DIALECT];
    const path = request.uri.replace(/\/$/, '');
    if (path in DIALECT_AT) {
        // A WebSocket API has no paths but its stage.
        request.uri = STAGE;
        if (DIALECT_AT[path]) {
            headers[DIALECT] = { value: DIALECT_AT[path] };
        }
    }
    return request;
}
