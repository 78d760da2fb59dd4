namespace Polpo.Core.Agents;

/// <summary>A field of a file in <c>.polpo</c> that has no effect here. It is kept as it is.</summary>
/// <param name="File">Its path below the repository.</param>
/// <param name="Line">From 1.</param>
/// <param name="Field">Its path in the file, such as <c>agents[1].skils</c>.</param>
/// <param name="Meant">The known name that it resembles; null when there is none.</param>
public sealed record FieldWarning(string File, int Line, string Field, string? Meant)
{
    /// <summary>What is so and what to do.</summary>
    public string Message =>
        Meant is null
            ? $"`{File}` line {Line}: {Field} is not known here and has no effect. It is kept as it is."
            : $"`{File}` line {Line}: {Field} is not known and has no effect. Did you mean {Meant}?";
}

/// <summary>A field of <c>settings</c> that a later feature reads.</summary>
public sealed record SettingName(string Name);
