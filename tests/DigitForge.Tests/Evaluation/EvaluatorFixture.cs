using DigitForge.Data;
using DigitForge.Evaluation;
using TorchSharp;

namespace DigitForge.Tests.Evaluation;

/// <summary>An evaluator with small sets: 1,000 real images to compare with, and 1,000 training images.</summary>
public sealed class EvaluatorFixture : IDisposable
{
    private readonly ImageDataSet training = Digits.Part(1_000, 1_000);
    private readonly ImageDataSet test = Digits.Part(0, 1_000);

    public EvaluatorFixture()
    {
        Evaluator = Evaluator.Load(Repository.ModelsFolder, training, test);
        RealResult = Evaluate(Digits.Part(2_000, 1_000), "other real");
    }

    internal Evaluator Evaluator { get; }

    internal EvaluationResult RealResult { get; }

    internal ImageDataSet Training => training;

    internal ImageDataSet Test => test;

    public void Dispose()
    {
        Evaluator.Dispose();
        test.Dispose();
        training.Dispose();
    }

    /// <summary>Measures all pictures of a data set, and disposes the data set.</summary>
    internal EvaluationResult Evaluate(ImageDataSet pictures, string name)
    {
        using (pictures)
        {
            using var indices = torch.arange(pictures.Count);
            using var images = pictures.Batch(indices);
            return Evaluator.Evaluate(images, name);
        }
    }
}
