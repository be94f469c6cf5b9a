namespace DigitForge.Tests.Training;

/// <summary>A dense layer with its Adam state, one number at a time.</summary>
internal sealed class DenseLayer(double[] weights, double[] biases, int inputs)
{
    private readonly AdamState weightState = new(weights);
    private readonly AdamState biasState = new(biases);

    public double[][] Forward(double[][] rows, bool relu) => [.. rows.AsParallel().AsOrdered().Select(row =>
    {
        var result = new double[biases.Length];
        for (int j = 0; j < result.Length; j++)
        {
            double sum = biases[j];
            for (int i = 0; i < inputs; i++)
                sum += weights[(j * inputs) + i] * row[i];
            result[j] = relu ? Math.Max(0, sum) : sum;
        }

        return result;
    })];

    /// <summary>Takes the gradient of the output, updates the layer with Adam, and returns the gradient of the input.</summary>
    public double[][] Backward(double[][] rows, double[][] gradient, bool throughRelu, int step, double epsilon)
    {
        var ofWeights = new double[weights.Length];
        var ofBiases = new double[biases.Length];
        var ofInput = new double[rows.Length][];
        for (int n = 0; n < rows.Length; n++)
        {
            ofInput[n] = new double[inputs];
            for (int j = 0; j < biases.Length; j++)
            {
                ofBiases[j] += gradient[n][j];
                for (int i = 0; i < inputs; i++)
                {
                    ofWeights[(j * inputs) + i] += gradient[n][j] * rows[n][i];
                    if (!throughRelu || rows[n][i] > 0)
                        ofInput[n][i] += gradient[n][j] * weights[(j * inputs) + i];
                }
            }
        }

        weightState.Step(ofWeights, step, epsilon);
        biasState.Step(ofBiases, step, epsilon);
        return ofInput;
    }
}
