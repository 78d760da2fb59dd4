namespace Polpo.Runner.Execs;

/// <summary>What the shell of a <see cref="Slot"/> does.</summary>
internal static class SlotScript
{
    /// <summary>
    /// Says that it stands, reads two counted texts (variables to export, command) and runs the command. Counted, because a
    /// pipe is read byte by byte up to a delimiter; on the command line the variables would be seen by every process. One line, so
    /// that bash counts the command's lines from 1; no second shell, which would take as long to start as a short command runs.
    /// </summary>
    private const string Script =
        """cd "$1" || exit 126; printf +; IFS=' ' read -r POLPO_V POLPO_C || exit 0; """
        + """LC_ALL=C IFS= read -r -N "$POLPO_V" POLPO_V; LC_ALL=C IFS= read -r -N "$POLPO_C" POLPO_C; exec 2>&1; """
        + """eval "$POLPO_V"; set -- "$POLPO_C"; unset POLPO_V POLPO_C OLDPWD BASH_EXECUTION_STRING; eval "set --; $1" """;

    /// <summary>Its command line, for a process that is in a session of its own already.</summary>
    public static IReadOnlyList<string> Words(string folder) => ["/bin/bash", "--norc", "-c", Script, "bash", folder];
}
