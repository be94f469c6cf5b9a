namespace DigitForge.Teaching;

/// <summary>What a finding means for the reader.</summary>
public enum FindingKind
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>The notebooks run, but something could be better.</summary>
    Remark,

    /// <summary>Something will not work until it is mended.</summary>
    Trouble,
}
