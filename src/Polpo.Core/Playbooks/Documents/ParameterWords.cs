namespace Polpo.Core.Playbooks.Documents;

public static class ParameterWords
{
    internal static readonly string[] All = ["string", "number", "boolean"];

    /// <summary>The word of the file format.</summary>
    public static string Word(this ParameterType type) => All[(int)type];
}
