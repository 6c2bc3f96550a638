//! Jobs and their arguments. Jobs and words have the names and meanings of packages/backend-simd/assembly; addresses and line strides are
//! in bytes.

/// A 64-bit word as JavaScript passes it: a float64, which holds every address and every int32 exactly.
pub trait FromWord {
    fn from_word(word: f64) -> Self;
}

macro_rules! from_word {
    ($($type:ty: $convert:expr;)*) => {
        $(impl FromWord for $type {
            #[inline(always)]
            fn from_word(word: f64) -> Self {
                let convert: fn(f64) -> Self = $convert;
                convert(word)
            }
        })*
    };
}

from_word! {
    usize: |word| word as usize;
    u32: |word| word as i64 as u32;
    f32: |word| word as f32;
    bool: |word| word != 0.0;
    *const f32: |word| word as usize as *const f32;
    *mut f32: |word| word as usize as *mut f32;
    *const i32: |word| word as usize as *const i32;
    *mut i32: |word| word as usize as *mut i32;
    *const f64: |word| word as usize as *const f64;
    *mut f64: |word| word as usize as *mut f64;
    *mut u32: |word| word as usize as *mut u32;
}

// Word types: addresses to read from and to write to.
type Read = *const f32;
type Write = *mut f32;
type Ids = *const i32;
type IdsOut = *mut i32;
type Doubles = *const f64;
type DoublesOut = *mut f64;
type Counter = *mut u32;

/// Word of a field, without the `r#` of `final`, which is a keyword in Rust.
const fn word(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Record of 64-bit words in the order of its fields.
macro_rules! record {
    ($(#[$doc:meta])* $record:ident { $($type:ident: $($field:ident)+),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $record {
            $($(pub $field: $type,)+)*
        }

        impl $record {
            pub const WORDS: &'static [&'static str] = &[$($(word(stringify!($field))),+),*];

            /// # Safety
            /// `words` points to as many words as the record has.
            #[inline(always)]
            pub unsafe fn read(words: *const f64) -> Self {
                let mut next = 0;
                let mut take = || {
                    next += 1;
                    unsafe { *words.add(next - 1) }
                };
                Self { $($($field: FromWord::from_word(take()),)+)* }
            }
        }
    };
}

record!(Adam { usize: count, f32: rate beta1 beta2 epsilon, Doubles: records });
record!(Add { usize: size, Read: a b, Write: to });
record!(ColumnSums { usize: R C, Read: x, Write: to partial });
record!(Dropout { usize: size, u32: seed threshold, f32: scale, Read: x, Write: to });
record!(Multiply { usize: size, bool: scalar, Read: a b, Write: to });
record!(ScaleRows { usize: N V, Read: x factors, Write: to });
record!(SoftmaxCrossEntropy { usize: N V, Ids: targets, Read: logits, Write: losses correct residual });
record!(SquaredNorms { usize: count, Doubles: records, Counter: next });
record!(CausalConvolution { usize: T B D W, Read: x kernel history, Write: outputs r#final });
record!(CausalConvolutionGradient {
    usize: T B D W, Read: x kernel history outputsGradient finalGradient, Write: xGradient historyGradient partial,
});
record!(LinearScan { usize: T N, Read: keep input initial, Write: outputs r#final });
record!(LinearScanGradient {
    usize: T N, Read: keep initial outputs outputsGradient finalGradient, Write: keepGradient inputGradient
        initialGradient,
});
record!(RmsNorm { usize: N D, f32: epsilon, Read: x gain, Write: outputs });
record!(RmsNormGradient { usize: N D, f32: epsilon, Read: x gain outputsGradient, Write: xGradient partial });
record!(Silu { usize: size, Read: x, Write: outputs });
record!(SiluGradient { usize: size, Read: x outputsGradient, Write: xGradient });
record!(SiluProduct { usize: size, Read: gate x, Write: outputs });
record!(SiluProductGradient { usize: size, Read: gate x outputsGradient, Write: gateGradient xGradient });
record!(UpdateGate { usize: size, Read: update candidate, Write: keep input });
record!(UpdateGateGradient {
    usize: size, Read: candidate keep keepGradient inputGradient, Write: updateGradient candidateGradient,
});
record!(GatedDelta {
    usize: T B H K V every scratchBytes, Read: queries keys values keep write initial, Write: outputs r#final errors
        states scratch,
});
record!(GatedDeltaGradient {
    usize: T B H K V every scratchBytes, Read: queries keys keep write errors states outputsGradient finalGradient,
    Write: queriesGradient keysGradient valuesGradient keepGradient writeGradient initialGradient scratch,
});
record!(MatrixRecurrence {
    usize: T B H K V every scratchBytes, Read: queries keys values keep recurrentKernel initial, Write: outputs
        r#final states scratch,
});
record!(MatrixRecurrenceGradient {
    usize: T B H K V every scratchBytes, Read: queries keys values keep recurrentKernel states outputsGradient
        finalGradient, Write: queriesGradient keysGradient valuesGradient keepGradient partial initialGradient
        scratch,
});
record!(WindowAttention {
    usize: T B H K window scratchBytes, Read: queries keys values cacheKeys cacheValues filled cosines sines, Write:
        outputs finalKeys finalValues logSums scratch,
});
record!(WindowAttentionGradient {
    usize: T B H K window scratchBytes, Read: queries keys values cacheKeys cacheValues filled cosines sines outputs
        logSums outputsGradient, Write: queriesGradient keysGradient valuesGradient scratch,
});
record!(ChooseCharacters {
    usize: B V topK scratchBytes, f32: temperature topP, Read: logits, Doubles: uniforms, Counter: time,
    IdsOut: tokens written, Write: scratch,
});
record!(Copy { usize: size, Read: from, Write: to });
record!(OneHot { usize: N depth, Ids: ids, Write: to });
record!(PackedRow { usize: N K scratchBytes, Read: a panels bias, Write: c scratch });
record!(Pointwise { usize: operation size period, Read: a b, Write: to });
record!(Repeat { usize: times count, Doubles: jobs, Counter: time barrierAt });
record!(Generate { Doubles: planAt });
record!(GruBackward {
    usize: T B H scratchBytes, Read: gates outputs h0 packedUT dOutputs, Write: dx du dh0 scratch,
});
record!(GruForward {
    usize: T B H gatesStep scratchBytes, Ids: tokens, Read: x table packedUzr packedUh bias h0, Write: outputs gates
        scratch,
});
record!(LstmBackward {
    usize: T B H scratchBytes, Read: gates cells c0 packedUT dOutputs, Write: dx dh0 dc0 scratch,
});
record!(LstmForward {
    usize: T B H gatesStep scratchBytes, Ids: tokens, Read: x table packedU h0 c0, Write: outputs cells gates
        scratch,
});
record!(ScatterAddRows { usize: R V N, Ids: tokens, Read: dx, Write: dTable });
record!(Matmul {
    usize: M N K aStride bStride cStride scratchBytes, bool: aTransposed bTransposed accumulate, Read: a b bias,
    Write: c scratch,
});
record!(PackPanels { usize: stride columns depth blocks blockStep, bool: along interleaved, Read: from, Write: to });
record!(RnnBackward { usize: T B H scratchBytes, Read: outputs packedUT dOutputs, Write: dx dh0 scratch });
record!(RnnForward { usize: T B H scratchBytes, Ids: tokens, Read: x table packedU h0, Write: outputs scratch });
record!(
    /// Element of the list of `repeat`.
    RecordedJob { usize: kind shares, Doubles: args }
);
record!(
    /// Input of `generate`; a `Layer` for each layer follows it in memory.
    Plan {
        usize: steps sequences rows H Hp V Vp layers topK cell, f32: temperature topP, IdsOut: tokens written,
        Doubles: uniforms, Counter: barrier, Read: table denseKernel denseBias, Write: logits preactivations scratch,
    }
);
record!(Layer { Read: kernel recurrentKernel bias, Write: hidden otherHidden cell });
record!(
    /// Input of `adam` for each parameter.
    AdamTensors {
        usize: size, f32: gradientScale decay, Read: gradient, Write: parameter m v,
    }
);
record!(
    /// Input of `squared_norms` for each tensor.
    NormTensor {
        usize: size, DoublesOut: to, Read: x,
    }
);

/// Calls a macro with the name of each job, its arguments, and the kernel that runs it.
macro_rules! with_jobs {
    ($use_them:ident!($($given:tt)*)) => {
        $use_them! {
            ($($given)*)
            adam "adam" Adam optimizer::adam;
            add "add" Add gating::add;
            causal_convolution "causalConvolution" CausalConvolution causal_convolution::causal_convolution;
            causal_convolution_gradient "causalConvolutionGradient" CausalConvolutionGradient causal_convolution::causal_convolution_gradient;
            column_sums "columnSums" ColumnSums elementwise::column_sums;
            dropout "dropout" Dropout elementwise::dropout;
            linear_scan "linearScan" LinearScan linear_scan::linear_scan;
            linear_scan_gradient "linearScanGradient" LinearScanGradient linear_scan::linear_scan_gradient;
            multiply "multiply" Multiply elementwise::multiply;
            rms_norm "rmsNorm" RmsNorm rms_norm::rms_norm;
            rms_norm_gradient "rmsNormGradient" RmsNormGradient rms_norm::rms_norm_gradient;
            silu "silu" Silu gating::silu;
            silu_gradient "siluGradient" SiluGradient gating::silu_gradient;
            silu_product "siluProduct" SiluProduct gating::silu_product;
            silu_product_gradient "siluProductGradient" SiluProductGradient gating::silu_product_gradient;
            update_gate "updateGate" UpdateGate gating::update_gate;
            update_gate_gradient "updateGateGradient" UpdateGateGradient gating::update_gate_gradient;
            scale_rows "scaleRows" ScaleRows elementwise::scale_rows;
            softmax_cross_entropy "softmaxCrossEntropy" SoftmaxCrossEntropy elementwise::softmax_cross_entropy;
            squared_norms "squaredNorms" SquaredNorms optimizer::squared_norms;
            scatter_add_rows "scatterAddRows" ScatterAddRows elementwise::scatter_add_rows;
            matmul "matmul" Matmul products::matmul::<S>;
            pack_panels "packPanels" PackPanels products::pack_panels::<S>;
            lstm_forward "lstmForward" LstmForward lstm::lstm_forward::<S>;
            lstm_backward "lstmBackward" LstmBackward lstm::lstm_backward::<S>;
            gru_forward "gruForward" GruForward gru::gru_forward::<S>;
            gru_backward "gruBackward" GruBackward gru::gru_backward::<S>;
            rnn_forward "rnnForward" RnnForward rnn::rnn_forward::<S>;
            rnn_backward "rnnBackward" RnnBackward rnn::rnn_backward::<S>;
            gated_delta "gatedDelta" GatedDelta gated_delta::gated_delta;
            gated_delta_gradient "gatedDeltaGradient" GatedDeltaGradient gated_delta::gated_delta_gradient;
            matrix_recurrence "matrixRecurrence" MatrixRecurrence matrix_recurrence::matrix_recurrence;
            matrix_recurrence_gradient "matrixRecurrenceGradient" MatrixRecurrenceGradient matrix_recurrence::matrix_recurrence_gradient;
            window_attention "windowAttention" WindowAttention window_attention::window_attention;
            window_attention_gradient "windowAttentionGradient" WindowAttentionGradient window_attention::window_attention_gradient;
            choose_characters "chooseCharacters" ChooseCharacters repeat::choose_characters;
            copy "copy" Copy repeat::copy;
            one_hot "oneHot" OneHot repeat::one_hot;
            packed_row "packedRow" PackedRow repeat::packed_row::<S>;
            pointwise "pointwise" Pointwise repeat::pointwise;
            repeat "repeat" Repeat repeat::repeat::<S>;
            generate "generate" Generate generate::generate::<S>;
        }
    };
}
pub(crate) use with_jobs;
