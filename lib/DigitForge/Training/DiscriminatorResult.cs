namespace DigitForge.Training;

/// <summary>How the discriminator did on one batch, before it learned from it.</summary>
/// <param name="Loss">Binary cross-entropy, mean over the batch, in nats; ln 2 = 0.693 for a coin's verdict.</param>
/// <param name="Accuracy">The part of the batch that it judged rightly, 0 to 1.</param>
public readonly record struct DiscriminatorResult(float Loss, float Accuracy);
