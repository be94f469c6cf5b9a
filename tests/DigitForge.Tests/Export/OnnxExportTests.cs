using DigitForge.Models;
using DigitForge.Export;
using DigitForge.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Shared;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch.nn;

namespace DigitForge.Tests.Export;

public sealed class OnnxExportTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly TemporaryFolder folder = new();
    private readonly torch.Generator random = TorchRuntime.Random(1);

    private string File => folder.File("model.onnx");

    public void Dispose()
    {
        folder.Dispose();
        random.Dispose();
    }

    public static TheoryData<string, Func<torch.Generator, Sequential>, long[]> Models => new()
    {
        { "the article's generator", random => new Generator(random), [100] },
        { "a generator that is told a digit", random => new Generator(random, latentSize: 100 + 10), [110] },
        { "the convolutional generator", random => new ConvGenerator(random, labelCount: 10), [64 + 10] },
        { "the autoencoder's decoder", random => new VariationalAutoencoder(random, latentSize: 2).Decoder, [2] },
        { "the convolutional autoencoder's decoder", random => new VariationalAutoencoder(random, latentSize: 16, convolutionalDecoder: true).Decoder, [16] },
        { "the discriminator", random => new Discriminator(random), [28, 28] },
        { "the classifier", random => new DigitClassifier(random), [784] },
        {
            "a generator of transposed convolutions",
            _ => Sequential(
                ("dense", Linear(20, 8 * 7 * 7, hasBias: false)),
                ("picture", Unflatten(1, [8, 7, 7])),
                ("norm1", BatchNorm2d(8)),
                ("relu", LeakyReLU(0.2)),
                ("up1", ConvTranspose2d(8, 6, 4, stride: 2, padding: 1, bias: false)),
                ("norm2", BatchNorm2d(6, affine: false)),
                ("rectify", ReLU()),
                ("drop", Dropout2d(0.5)),
                ("up2", ConvTranspose2d(6, 1, 3, stride: 2, padding: 1, output_padding: 1)),
                ("tanh", Tanh()),
                ("flatten", Flatten())),
            [20]
        },
        {
            "a network with every form of padding, stride and size, some of its layers in place",
            _ => Sequential(
                ("leaky", LeakyReLU(0.2, inplace: true)),
                ("same", Conv2d(2, 3, (3, 4), padding: Padding.Same)),
                ("valid", Conv2d(3, 3, 2, padding: Padding.Valid, stride: 1, dilation: 2)),
                ("dilated", ConvTranspose2d(3, 3, (3, 2), stride: (2, 3), padding: (1, 0), output_padding: (1, 2), groups: 3, dilation: (2, 1))),
                ("pool", MaxPool2d([3], [2], [1], [1], ceil_mode: true)),
                ("pool2", MaxPool2d((2, 3), stride: (3, 2), ceil_mode: true)),
                ("size", Upsample(size: [12, 30])),
                ("relu", ReLU(inplace: true))),
            [2, 8, 9]
        },
        {
            "groups that are made normal, and pixels that become channels and channels pixels",
            _ => Sequential(
                ("places", PixelUnshuffle(2)),
                ("norm", Filled(GroupNorm(4, 12))),
                ("silu", SiLU()),
                ("plain", GroupNorm(2, 12, affine: false)),
                ("pixels", PixelShuffle(2))),
            [3, 4, 6]
        },
        {
            "rows of rows through dense layers, with layer normalization",
            _ => Sequential(
                ("dense", Linear(6, 8)),
                ("norm", LayerNorm([3, 8])),
                ("gelu", GELU()),
                ("plain", LayerNorm(8, elementwise_affine: false)),
                ("read", Linear(8, 5, hasBias: false))),
            [3, 6]
        },
        { "an output padding that differs down and across", _ => Sequential(("conv", ConvTranspose2d(1, 2, (3, 2), stride: (2, 3), output_padding: (1, 2)))), [1, 4, 5] },
        { "a pool whose last window would start behind the picture", _ => Sequential(("pool", MaxPool2d(2, stride: 2, padding: 1, ceil_mode: true))), [2, 3, 5] },
        {
            "a generator that enlarges pictures, made of parts",
            _ => Sequential(
                ("start", Sequential(("dense", Linear(12, 4 * 7 * 7)), ("norm", BatchNorm1d(4 * 7 * 7)), ("picture", Unflatten(1, [4, 7, 7])))),
                ("larger", Upsample(scale_factor: [2, 2], mode: torch.UpsampleMode.Nearest)),
                ("conv1", Conv2d(4, 4, (3, 5), padding: (1, 2), groups: 2)),
                ("drop", Dropout(0.5)),
                ("same", Identity()),
                ("smooth", Upsample(scale_factor: [2, 2], mode: torch.UpsampleMode.Bilinear, align_corners: false)),
                ("corners", Upsample(scale_factor: [2, 3], mode: torch.UpsampleMode.Bilinear, align_corners: true)),
                ("conv2", Conv2d(4, 3, (3, 4), dilation: (2, 1), padding: Padding.Same)),
                ("pool", MaxPool2d(2)),
                ("conv3", Conv2d(3, 1, 3, stride: 2)),
                ("sigmoid", Sigmoid())),
            [12]
        },
    };

    [Theory]
    [MemberData(nameof(Models), DisableDiscoveryEnumeration = true)]
    public void Onnx_runtime_computes_the_same_for_batches_of_any_size(string name, Func<torch.Generator, Sequential> make, long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        var model = make(random);
        LearnStatistics(model, shape);

        model.SaveOnnx(File, shape);

        // For one of the pools ONNX Runtime expects one window more than it computes, and warns about it.
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(File, options);
        foreach (int batch in (int[])[1, 3, 16])
        {
            var input = torch.randn([batch, .. shape], generator: random);
            var expected = model.call(input.clone());
            var (found, foundShape) = Run(session, input);
            Assert.Equal(expected.shape, foundShape);
            Assert.Equal(expected.numel(), found.Length);
            Assert.All(expected.data<float>().ToArray().Zip(found), pair => Assert.InRange(pair.Second - pair.First, -Tolerance, Tolerance));
            Assert.True(batch == 1 || found.Distinct().Count() > 1, $"{name} gives one number only");
        }
    }

    [Theory]
    [InlineData(10, 32)]
    [InlineData(3, 8)]
    public void Onnx_runtime_finds_the_same_velocity_for_batches_of_any_size(int labelCount, int width)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = LivelyFlow.Create(random, labelCount, width);

        network.SaveOnnx(File);

        using var session = new InferenceSession(File);
        foreach (int batch in (int[])[1, 3, 16])
        {
            var pictures = torch.randn(batch, 784, generator: random);
            var times = torch.rand(batch, generator: random);
            var labels = torch.randint(labelCount + 1, [batch], torch.int64, generator: random);
            var expected = network.call(pictures, times, labels).data<float>().ToArray();
            using var results = session.Run(
            [
                NamedOnnxValue.CreateFromTensor("pictures", Dense<float>(pictures)),
                NamedOnnxValue.CreateFromTensor("times", Dense<float>(times)),
                NamedOnnxValue.CreateFromTensor("labels", Dense<long>(labels)),
            ]);
            var velocity = results[0].AsTensor<float>();
            Assert.Equal([batch, 784], velocity.Dimensions.ToArray());
            Assert.True(expected.Max() - expected.Min() > 0.5, "The velocity is almost the same everywhere: nothing would be compared.");
            Assert.All(expected.Zip(velocity), pair => Assert.InRange(pair.Second - pair.First, -Tolerance, Tolerance));
        }
    }

    [Fact]
    public void The_file_of_a_flow_network_names_its_inputs_and_weights_and_leaves_no_tensor_behind()
    {
        using var network = LivelyFlow.Create(random);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        network.SaveOnnx(File);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        using var session = new InferenceSession(File);
        Assert.Equal(["pictures", "times", "labels"], session.InputNames);
        Assert.Equal([-1, 784], session.InputMetadata["pictures"].Dimensions);
        Assert.All(["times", "labels"], name => Assert.Equal(["batch"], session.InputMetadata[name].SymbolicDimensions));
        Assert.Equal(["velocity"], session.OutputNames);
        string content = System.Text.Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(File));
        Assert.All(network.state_dict().Keys, name => Assert.Contains(name, content, StringComparison.Ordinal));
    }

    [Fact]
    public void Onnx_runtime_foretells_the_same_for_lines_of_any_length_up_to_the_context()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var transformer = new DigitForge.Models.Transformer(random, new(Vocabulary: 11, Context: 12, Width: 24, Layers: 3, Heads: 4));
        // With freshly initialized weights, all tokens would be almost equally likely.
        foreach (var parameter in transformer.parameters())
            parameter.add_(torch.randn(parameter.shape, generator: random) * 0.2);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        transformer.SaveOnnx(File);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        using var session = new InferenceSession(File);
        Assert.Equal(["batch", "length"], session.InputMetadata["tokens"].SymbolicDimensions);
        string content = System.Text.Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(File));
        Assert.All(transformer.state_dict().Keys, name => Assert.Contains(name, content, StringComparison.Ordinal));
        foreach (var (batch, length) in new[] { (1, 1), (1, 12), (3, 5) })
        {
            var tokens = torch.randint(11, [batch, length], torch.int64, generator: random);
            var expected = transformer.call(tokens).data<float>().ToArray();
            using var results = session.Run([NamedOnnxValue.CreateFromTensor("tokens", Dense<long>(tokens))]);
            var logits = results[0].AsTensor<float>();
            Assert.Equal([batch, length, 11], logits.Dimensions.ToArray());
            Assert.True(expected.Max() - expected.Min() > 1, "All tokens are almost equally likely: nothing would be compared.");
            Assert.All(expected.Zip(logits), pair => Assert.InRange(pair.Second - pair.First, -Tolerance, Tolerance));
        }
    }

    [Fact]
    public void The_file_says_what_goes_in_and_out_and_that_the_batch_is_free()
    {
        using var generator = new Generator(random);
        generator.SaveOnnx(File, 100);

        using var session = new InferenceSession(File);
        Assert.Equal(["input"], session.InputNames);
        Assert.Equal(["output"], session.OutputNames);
        Assert.Equal(["batch", ""], session.InputMetadata["input"].SymbolicDimensions);
        Assert.Equal([-1, 100], session.InputMetadata["input"].Dimensions);
        Assert.Equal([-1, 784], session.OutputMetadata["output"].Dimensions);

        // The last field contains the operator sets: there is one, with version 17.
        Assert.Equal([0x42, 2, 0x10, 17], System.IO.File.ReadAllBytes(File)[^4..]);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes_stays_in_its_mode_and_leaves_no_tensor_behind()
    {
        using var generator = new Generator(random);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        generator.train();
        generator.SaveOnnx(File, 100);
        Assert.True(generator.training);
        generator.eval();
        generator.SaveOnnx(folder.File("again.onnx"), 100);
        Assert.False(generator.training);
        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(folder.File("again.onnx")));
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public static TheoryData<Func<Sequential>, long[], string> Refused => new()
    {
        { () => Sequential(("dense", Linear(4, 4)), ("soft", Softmax(1))), [4], "'soft' (Softmax) cannot be exported: found a layer of the type Softmax for 2 dimensions, expected Linear, Conv2d," },
        { () => Sequential(("gelu", GELU(TorchSharp.Modules.GELU.Approximate.tanh))), [4], "'gelu' (GELU) cannot be exported: found the approximation tanh, expected none." },
        { () => Sequential(("inner", Sequential(("conv", Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Reflect))))), [1, 8, 8], "'inner.conv' (Conv2d) cannot be exported: found the padding mode Reflect, expected Zeros." },
        { () => Sequential(("larger", Upsample(scale_factor: [1.5, 2]))), [1, 8, 8], "'larger' (Upsample) cannot be exported: found a factor that is not whole," },
        { () => Sequential(("larger", Upsample(scale_factor: [2, 2], mode: torch.UpsampleMode.Bicubic, align_corners: false))), [1, 8, 8], "found the mode Bicubic, expected Nearest or Bilinear." },
        { () => Sequential(("flatten", Flatten(0, 1))), [4], "'flatten' (Flatten) cannot be exported: found an output of the shape [8] for 2 inputs, expected one row for each." },
        { () => Sequential(("dense", Linear(4, 4))), [5], "'dense' (Linear): found an input of the shape [B, 5], expected the shape that the layer takes (" },
        { () => Sequential(("norm", BatchNorm1d(4))), [4, 4, 4], "'norm' (BatchNorm1d): found an input of the shape [B, 4, 4, 4], expected the shape that the layer takes (" },
        { () => Sequential(("norm", BatchNorm1d(4, track_running_stats: false))), [4], "'norm' (BatchNorm1d) cannot be exported: found no running statistics, expected batch normalization that keeps them." },
        { () => Sequential(("conv", Conv2d(2, 2, 1))), [4, 4], "'conv' (Conv2d) cannot be exported: found a layer of the type Conv2d for 3 dimensions," },
        // 4 pixels become 8, but torch samples them at other positions than a factor of 2 would.
        { () => Sequential(("larger", Upsample(scale_factor: [2.2, 2.2]))), [1, 4, 4], "'larger' (Upsample) cannot be exported: found a factor that is not whole," },
        { () => new Doubling(), [4], "Doubling cannot be exported: found that it computes more than its layers one after another, expected a plain Sequential." },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_exported_is_named_and_no_file_is_written(Func<Sequential> make, long[] shape, string expected)
    {
        NativeLibraries.EnsureLoaded();
        using var model = make();
        string sentence = Assert.Throws<OneSentenceException>(() => model.SaveOnnx(File, shape)).Message;
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.False(System.IO.File.Exists(File));
        Assert.True(model.training);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        using var generator = new Generator(random);
        Directory.CreateDirectory(File);
        Assert.StartsWith("model.onnx: the file cannot be written", Assert.Throws<OneSentenceException>(() => generator.SaveOnnx(File, 100)).Message, StringComparison.Ordinal);
    }

    // A new model's running statistics are zeros and ones: an export that mixed them up would go unnoticed.
    private void LearnStatistics(Sequential model, long[] shape)
    {
        using var noGradient = torch.no_grad();
        model.train();
        for (int i = 0; i < 20; i++)
            model.call(torch.randn([8, .. shape], generator: random).mul(2).add(0.5));
        model.eval();
    }

    // TorchSharp 0.107.0 leaves the weights uninitialized.
    private static GroupNorm Filled(GroupNorm layer)
    {
        foreach (var parameter in layer.parameters())
            init.normal_(parameter);
        return layer;
    }

    private static (float[] Values, long[] Shape) Run(InferenceSession session, torch.Tensor input)
    {
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("input", Dense<float>(input))]);
        var output = results[0].AsTensor<float>();
        return ([.. output], [.. output.Dimensions.ToArray().Select(size => (long)size)]);
    }

    private static DenseTensor<T> Dense<T>(torch.Tensor tensor)
        where T : unmanaged => new(tensor.data<T>().ToArray(), [.. tensor.shape.Select(size => (int)size)]);

    private sealed class Doubling() : Sequential(("dense", Linear(4, 4)))
    {
        public override torch.Tensor forward(torch.Tensor input) => base.forward(input) * 2;
    }
}
