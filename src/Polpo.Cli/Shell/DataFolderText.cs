namespace Polpo.Cli.Shell;

/// <summary>Says in a sentence why the data folder could not be read or written.</summary>
internal static class DataFolderText
{
    /// <summary>With less than this a database cannot grow by a page and its log.</summary>
    private const long Full = 1 << 20;

    public static string For(Exception exception, string folder) =>
        IsFull(folder)
            ? $"The disk of the data folder {folder} is full. Free some room there, or let POLPO_HOME name a folder on another disk. What was recorded before is kept."
            : $"{exception.Message} The data folder is {folder}; POLPO_HOME names another.";

    private static bool IsFull(string folder) =>
        Directory.Exists(folder) && new DriveInfo(folder).AvailableFreeSpace < Full;
}
