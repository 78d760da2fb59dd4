using Polpo.Core.Receipts;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Receipts;

/// <summary>The receipt that somebody means who names none: the newest of the repository that one stands in.</summary>
internal static class NewestReceipt
{
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<string> FindAsync(
        PolpoHome home,
        string repository,
        ReceiptVerifier verifier,
        CancellationToken cancellationToken
    )
    {
        var folder = home.Folder("receipts");
        var files = new DirectoryInfo(folder)
            .EnumerateFiles("*.json")
            .OrderByDescending(file => file.LastWriteTimeUtc)
            .ToList();
        foreach (var file in files)
        {
            if (
                await ReadAsync(file.FullName, cancellationToken) is { } receipt
                && await verifier.IsOfAsync(receipt, repository, cancellationToken)
            )
                return file.FullName;
        }
        throw new RefusedException(
            Refusal.NotFound,
            files.Count == 0
                ? $"There is no receipt in {folder}. Name one: polpo verify FILE"
                : $"None of the {files.Count} receipts in {folder} is of {repository}. Go into its repository, or name one: polpo verify FILE"
        );
    }

    /// <summary>Null: no receipt, and so none that anybody means.</summary>
    private static async Task<Receipt?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return ReceiptJson.Read(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception unreadable) when (unreadable is RefusedException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
