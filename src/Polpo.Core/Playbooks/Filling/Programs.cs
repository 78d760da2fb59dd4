namespace Polpo.Core.Playbooks.Filling;

/// <summary>Texts of a mission that are programs: there a value inside of a longer text may only be one plain word, so that it adds no command and no term.</summary>
internal static class Programs
{
    /// <param name="name">The member that holds the text.</param>
    /// <returns>What is wrong with the value there, and the fix; null when it may stand.</returns>
    public static string? Refuse(string name, string value) =>
        name switch
        {
            "command" when !IsWord(value, "_./:@%+,=-") || value[0] == '-' =>
                "must be one plain word inside of a command: letters, digits and _./:@%+,=- without a dash at its start. Let the command be {{parameter}} alone, or list the allowed values in enum.",
            "condition" or "expression" when !IsWord(value, "_.") =>
                "must be one plain word inside of a condition: letters, digits, _ and dots. Let the condition be {{parameter}} alone, or list the allowed values in enum.",
            _ => null,
        };

    private static bool IsWord(string value, string more) =>
        value.Length > 0 && value.All(one => char.IsLetterOrDigit(one) || more.Contains(one, StringComparison.Ordinal));
}
