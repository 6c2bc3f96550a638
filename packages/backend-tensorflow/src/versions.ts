/** Which of TensorFlow's libraries: that for processors, or that for CUDA, which computes on the processor where it sees no GPU. */
export type TensorFlowDevice = 'cpu' | 'gpu';

/** The only platform that a library is built for. */
export const PLATFORM = 'linux-x64';

/** Of TensorFlow itself. */
export const TENSORFLOW_VERSION = '2.21.0';
/** Of the package whose binding is compiled against it. */
export const TFJS_NODE_VERSION = '4.22.0';

/** A wheel on PyPI: one file, whatever index it comes from. Any version of Python would do, since nothing of it is used. */
export interface Wheel {
  readonly project: string;
  readonly file: string;
  readonly sha256: string;
  /** Free space that building takes, in bytes: the wheel, what is taken out of it, and room to spare. */
  readonly spaceBytes: number;
}

export const wheels: Readonly<Record<TensorFlowDevice, Wheel>> = {
  cpu: {
    project: 'tensorflow-cpu',
    file: `tensorflow_cpu-${TENSORFLOW_VERSION}-cp312-cp312-manylinux_2_27_x86_64.whl`,
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    spaceBytes: 1.5e9,
  },
  gpu: {
    project: 'tensorflow',
    file: `tensorflow-${TENSORFLOW_VERSION}-cp312-cp312-manylinux_2_27_x86_64.whl`,
    sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
    // With NVIDIA's libraries.
    spaceBytes: 12e9,
  },
};
