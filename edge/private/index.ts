export { type AccessOptions, type AccessVerifier, createAccessVerifier } from './access-jwt.ts';
export { answerPrivate, type PrivateData } from './private-answer.ts';
export { type Grant, mintToken, verifyToken } from './token.ts';
