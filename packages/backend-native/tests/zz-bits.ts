import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { registerSimdBackend } from '@longrange/backend-simd';
import { adamSteps, dropout, generate, softmaxCrossEntropy, squaredNorms, lstmFromTokens, lstmFromInputs, gruFromInputs, gruFromTokens } from '@longrange/ops';
import { gatedDeltaCase, layerCase, matrixRecurrenceCase, operationInputs, resultsAndGradients, testedLayers, testedOperations, uniformTensor, weightedSum, windowAttentionCase, writingCase } from '@longrange/ops/testing';
import { env, grads, matMul, mul, setBackend, sum, tensor1d, tidy, variableGrads, variable, dispose } from '@tensorflow/tfjs-core';
const [mode, variant, threads='1'] = process.argv.slice(2);
const info = await registerSimdBackend({ threads: Number(threads), ...(variant==='best'?{}:{variant}) } as never);
await setBackend('simd');
const h = createHash('sha256');
const add = (ts: any[]) => { for (const t of ts) h.update(Buffer.from(new Uint8Array(t.dataSync().buffer))); };
if (mode === 'bits') {
  for (const [T,B,H] of [[5,3,6],[9,2,8],[20,13,40],[4,16,50],[3,33,37],[2,900,7]] as const)
  for (const layer of Object.values(testedLayers)) {
    const c = layerCase(layer.kernels, T, B, H, 97);
    for (const [run, inputs] of [[layer.fused,c.inputs],[(x:any)=>layer.fusedFromTokens(c.tokens,x),c.tableInputs],[layer.fusedFromInputs,c.layerInputs]] as any[]) {
      const r = run(inputs); add([r.outputs, ...Object.values(r.final)]);
      add(grads((...x: any[]) => { const q = run(x); return weightedSum([q.outputs, ...Object.values(q.final)] as any) as any; })([...inputs]));
    }
  }
  for (const s of [[20,13,45,4],[5,3,7,4],[2,3,20,5],[40,5,50,4]] as const)
    for (const o of Object.values(testedOperations(...s))) { const i = operationInputs(o); add(o.run(i)); add(grads((...t: any[]) => weightedSum(o.run(t)) as any)(i)); }
  for (const c of [gatedDeltaCase({T:35,B:3,H:2,K:20,V:33}), matrixRecurrenceCase({T:35,B:3,H:2,K:20,V:33}), windowAttentionCase({T:35,B:3,H:2,K:20,window:27})]) add(resultsAndGradients(c));
  const a = uniformTensor<any>([300,97],1); const targets = tensor1d(Int32Array.from({length:300},(_, i)=>i*7%97),'int32');
  const ce = softmaxCrossEntropy(a, targets); add([ce.losses, ce.correct, squaredNorms([a]), dropout(a,0.3,12345), matMul(a, uniformTensor<any>([97,70],2)), matMul(a,a,true,false), matMul(a,a,false,true)]);
  for (const M of [1,2,3,4,5,6,7,8,9,11,14,20,32]) for (const N of [1,7,16,33,64]) add([matMul(uniformTensor<any>([M,51],1), uniformTensor<any>([51,N],2))]);
  for (const B of [1,4,9]) for (const H of [32,40,37]) { const { network, state } = writingCase(11,H,B);
   for (const cell of ['lstm'] as const) { const r = generate({ ...network, cell } as never, tensor1d(Int32Array.from({length:B},(_,b)=>b%11),'int32'), state as never, { steps: 50, temperature: .9, topK: 7, topP: .95, uniforms: Float64Array.from({length:50*B},(_,i)=>i*.618%1) }); add([r.written, ...r.state.flatMap((s: any)=>[s.hidden, ...(s.cell?[s.cell]:[])])]); } }
  const [x,y]=[uniformTensor<any>([2051],3),uniformTensor<any>([2051],4)];
  for (const u of adamSteps([{parameter:x,gradient:y,firstMoment:mul(y,.1),secondMoment:mul(y,y)}] as never,{learningRate:1e-3,beta1:.9,beta2:.999,epsilon:1e-7,step:3,gradientScales:[.5],weightDecays:[.1]})) add([u.parameter,u.firstMoment,u.secondMoment]);
  console.log(info.variant, h.digest('hex').slice(0,24));
} else {
  const out: Record<string, number> = {};
  const time = (name: string, n: number, f: () => void) => { f(); let best = 1e9; for (let r=0;r<Number(process.env.R??7);r++){ const s=performance.now(); for(let i=0;i<n;i++) f(); best=Math.min(best,(performance.now()-s)/n);} out[name]=best; };
  const train = (name: string, layer: any, T: number, B: number, H: number, n: number) => { const c = layerCase(layer.kernels, T, B, H, 97);
    time(name, n, () => tidy(() => { const r = layer.fusedFromTokens(c.tokens, c.tableInputs); add([r.outputs.slice([0,0,0],[1,1,1])]); for (const g of grads((...x: any[]) => sum(layer.fusedFromTokens(c.tokens, x).outputs) as any)([...c.tableInputs])) g.dataSync(); })); };
  train('lstm 64x128', testedLayers.lstm, 128, 64, 256, 1); train('lstm 8x64', testedLayers.lstm, 64, 8, 256, 4); train('gru 16x128', testedLayers.gru, 128, 16, 256, 1); train('rnn 16x128', testedLayers.rnn, 128, 16, 256, 2);
  for (const [name,c] of Object.entries({gd: gatedDeltaCase({T:128,B:16,H:4,K:32,V:32}), mr: matrixRecurrenceCase({T:128,B:16,H:4,K:32,V:32})})) time(name, 1, () => tidy(() => { for (const t of resultsAndGradients(c)) t.dataSync(); }));
  for (const [name,o] of Object.entries(testedOperations(128,16,256,4))) { const i = operationInputs(o); time(name,2,()=>tidy(()=>{ for (const t of [...o.run(i), ...grads((...t: any[]) => sum(o.run(t)[0]!) as any)(i)]) t.dataSync(); })); }
  for (const B of [1,64]) { const { network, state } = writingCase(97,256,B); time('write '+B, B===1?4:1, () => tidy(() => { generate(network, tensor1d(new Int32Array(B),'int32'), state, { steps: 100, temperature: .9, topK: 97, topP: 1, uniforms: Float64Array.from({length:100*B},(_,i)=>i*.618%1) }).written.dataSync(); })); }
  { const ps=[0,1,2,3].map(i=>{const g=uniformTensor<any>([512,1024],i);return {parameter:uniformTensor<any>([512,1024],i+9),gradient:g,firstMoment:mul(g,.5),secondMoment:mul(g,g)}}); time('adam',4,()=>tidy(()=>{adamSteps(ps as never,{learningRate:1e-3,beta1:.9,beta2:.999,epsilon:1e-7,step:3,gradientScales:[1,1,1,1]}).forEach(u=>u.parameter.dataSync())})); }
  console.log(JSON.stringify({ variant: info.variant, ...out }));
}
process.exit(0);
