declare module 'snarkjs' {
  export const curves: {
    getCurveFromName(name: 'bn128', options: { singleThread: boolean }): Promise<object>;
  };
  export const groth16: {
    verify(verificationKey: object, publicSignals: string[], proof: object): Promise<boolean>;
  };
}
