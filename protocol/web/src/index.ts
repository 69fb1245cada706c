export { ApiProblem, problemOf, problemText } from './api/problem';
export { request, requestVersioned, type RequestOptions, type Versioned } from './api/request';
export { backOff, openEventStream, type EventStreamOptions } from './events/eventStream';
export type { ServerEvent } from './events/parser';
export { byteSize, clockTime, durationInWords, percentage, whenInWords } from './format';
export { sourceProblemText } from './words/sourceProblem';
export { languages, sharedNamespace, sharedWords, type Language } from './words';
