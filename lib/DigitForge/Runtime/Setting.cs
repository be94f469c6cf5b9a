namespace DigitForge.Runtime;

/// <summary>Rejects a setting that is out of its range. The message names the setting, its value and the expected range.</summary>
internal static class Setting
{
    /// <summary>Throws if a setting is out of its range.</summary>
    /// <param name="holds">Whether the setting is in its range.</param>
    /// <param name="setting">The setting's name.</param>
    /// <param name="value">The setting's value.</param>
    /// <param name="expected">The expected range, for the message.</param>
    /// <exception cref="OneSentenceException">The setting is out of its range.</exception>
    public static void Require(bool holds, [English] string setting, object value, [English] string expected)
    {
        if (!holds)
            throw new OneSentenceException($"{Language.Text(setting)} is {value}; expected {Language.Text(expected)}.");
    }

    /// <inheritdoc cref="Require(bool, string, object, string)"/>
    public static void Require(bool holds, string setting, object value, Phrase expected) => Require(holds, setting, value, Language.Text(expected));

    /// <summary>Throws if a setting is below 1.</summary>
    /// <param name="setting">The setting's name.</param>
    /// <param name="value">The setting's value.</param>
    /// <exception cref="OneSentenceException">The setting is below 1.</exception>
    public static void AtLeastOne([English] string setting, int value) => Require(value >= 1, setting, value, "at least 1");
}
