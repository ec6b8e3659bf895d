using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;

using var a = Tensor.Randn(TensorShape.Matrix(2, 3), seed: 1);
using var b = Tensor.Randn(TensorShape.Matrix(3, 2), seed: 2);
using var c = a.MatMul(b);
using var d = c + c;
using var e = d * 0.5f;
using var f = e.Relu();
using var g = f.Quantize(TensorDType.INT8);          // FP32, FP16, BF16, INT8, INT4
Console.WriteLine(f);
Console.WriteLine(g);

using var model = NNBuilder.BuildClassifier(inputSize: 784, hiddenSizes: [128, 64], numClasses: 10, seed: 7);
using var mlp = NNArchitectures.Mlp(inputSize: 100, outputSize: 10);   // Perceptron, Mlp, DeepNet
using var input = Tensor.Randn(TensorShape.Vector(784), seed: 3);
using var output = model.Predict(input);
Console.WriteLine($"{model.Metadata.Name} {model.Metadata.Architecture} {model.ParameterCount}");
Console.WriteLine($"{mlp.Metadata.Name} {mlp.Metadata.Architecture} {mlp.ParameterCount}");
Console.WriteLine(output);

using var quantized = model.Quantize(TensorDType.INT8);                 // weights stored and multiplied as INT8
using var answer = quantized.Predict(input);
Console.WriteLine(answer);
