using DigitForge.Training;

namespace DigitForge.Tests.Training;

/// <summary>A small training run and all that belongs to it.</summary>
/// <typeparam name="TRecord">What an iteration measures.</typeparam>
public interface ITrainingFixture<TRecord> : IDisposable
    where TRecord : struct, IIterationRecord<TRecord>
{
    /// <summary>The run.</summary>
    Trainer<TRecord> Run { get; }

    /// <summary>All that it trains, one number after another.</summary>
    float[] AllWeights { get; }
}
