namespace NotebookRunner.Doctor;

/// <summary>What a finding means for whoever wants to run the series.</summary>
internal enum Mark
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>The series runs, but something is worth knowing.</summary>
    Remark,

    /// <summary>The series does not run until it is mended.</summary>
    Trouble,
}
