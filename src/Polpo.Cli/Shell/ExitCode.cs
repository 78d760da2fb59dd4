namespace Polpo.Cli.Shell;

/// <summary>What the process answers to scripts.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Refused = 3;
    public const int AwaitingAPerson = 4;

    public const string Legend = "0 done   1 failed or cancelled   2 wrong usage   3 refused   4 waits for a person";
}
