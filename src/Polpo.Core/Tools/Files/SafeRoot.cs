using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Engine.Kernel;
using Polpo.Runner.Protocol;

namespace Polpo.Core.Tools.Files;

/// <summary>
/// A worktree as the file tools may touch it. Every path is resolved by the kernel beneath an open directory, so a link that leaves the
/// allowed folders is refused even when it was swapped in after a check.
/// </summary>
internal sealed class SafeRoot : IDisposable
{
    private readonly SafeFileHandle _worktree;
    private readonly IReadOnlyList<SafePath> _allowed;

    private SafeRoot(SafeFileHandle worktree, IReadOnlyList<SafePath> allowed, string scope)
    {
        _worktree = worktree;
        _allowed = allowed;
        Scope = scope;
    }

    /// <summary>Names the temporary files of this user of the root, so that a repeated call finds and replaces its own leftovers.</summary>
    public string Scope { get; }

    /// <summary>Where a search begins that names no folder: the allowed folders, else the worktree.</summary>
    public IReadOnlyList<SafePath> Starts => _allowed.Count == 0 ? [SafePath.Root] : _allowed;

    public static SafeRoot Of(ToolContext context) => Open(context.Worktree, context.AllowedPaths, context.CallId);

    /// <exception cref="RefusedException">There is no such worktree, or an allowed path leaves it.</exception>
    public static SafeRoot Open(string worktree, IReadOnlyList<string> allowedPaths, string scope = "polpo")
    {
        var allowed = allowedPaths.Select(SafePath.Parse).ToList();
        if (allowed.Contains(SafePath.Root))
            allowed = [];
        var handle =
            Libc.OpenRoot(worktree)
            ?? throw new RefusedException(
                Refusal.Unavailable,
                $"The worktree is gone or cannot be opened ({Problem()}). Start a new session."
            );
        return new SafeRoot(handle, allowed, scope);
    }

    /// <summary>Opens a regular file to read it; links are followed while they stay inside.</summary>
    public SafeFileHandle OpenFile(SafePath path)
    {
        var file = OpenAt(path, OpenFlags.NonBlocking);
        var kind = Libc.Stat(file, "")?.Kind;
        if (kind == FileKind.File)
            return file;
        file.Dispose();
        throw new RefusedException(
            Refusal.Invalid,
            kind == FileKind.Folder
                ? $"\"{path}\" is a folder. Use ls to see what is in it."
                : $"\"{path}\" is a pipe, socket or device, not a file."
        );
    }

    /// <summary>Opens a folder to list it; links are followed while they stay inside.</summary>
    public SafeFileHandle OpenFolder(SafePath path) => OpenAt(path, OpenFlags.Folder);

    /// <summary>What is there, links followed; null when there is nothing. A path that may not be seen is refused.</summary>
    public FileStat? Find(SafePath path)
    {
        using var start = OpenStart(path, out var rest, create: false);
        using var entry = start is null ? null : Libc.Open(start, rest, OpenFlags.PathOnly);
        if (entry is not null)
            return Libc.Stat(entry, "");
        return Marshal.GetLastPInvokeError() is Libc.NotFound or Libc.NotFolder ? null : throw Refused(path);
    }

    /// <summary>Opens the folder of a file that is to be written, making what is missing of it.</summary>
    public FileSlot OpenSlot(SafePath path)
    {
        if (path == SafePath.Root)
            throw new RefusedException(Refusal.Invalid, "The path is the working directory itself. Name a file in it.");
        MustBeOrdinary(path.Text, path);
        using var start = OpenStart(path, out var rest, create: true) ?? throw Refused(path);
        var owner = Libc.Stat(_worktree, "") ?? throw Refused(path);
        var parent = rest.LastIndexOf('/') is var slash and > 0 ? rest[..slash] : "";
        var folder = new FolderMaker(RealPath(_worktree), owner).Make(start, parent, path);
        // Once more by where it really is: a link in the worktree may lead to such a folder.
        MustBeOrdinary($"{RealPath(folder)[RealPath(_worktree).Length..].Trim('/')}/{path.Name}".TrimStart('/'), path);
        return new FileSlot(folder, path, owner, Scope);
    }

    private void MustBeOrdinary(string real, SafePath path)
    {
        if (!ProtectedPaths.Cover(real) || ProtectedPaths.Names(_allowed.Select(one => one.Text), real.Split('/')[0]))
            return;
        throw new RefusedException(
            Refusal.Forbidden,
            $"\"{path}\" is a setting of agents, editors or shells, which act on it outside of the sandbox: it is read-only here. Tell the person what it should say, or have \"{real.Split('/')[0]}\" named in the agent's allowedPaths."
        );
    }

    public void Dispose() => _worktree.Dispose();

    /// <summary>Where the kernel says that an open directory is now, links resolved.</summary>
    public static string RealPath(SafeFileHandle folder) =>
        new FileInfo($"/proc/self/fd/{folder.DangerousGetHandle()}").LinkTarget ?? "";

    private SafeFileHandle OpenAt(SafePath path, int flags)
    {
        using var start = OpenStart(path, out var rest, create: false);
        return (start is null ? null : Libc.Open(start, rest, flags)) ?? throw Refused(path);
    }

    /// <summary>The allowed folder that <paramref name="path"/> lies in, and the path below it.</summary>
    private SafeFileHandle? OpenStart(SafePath path, out string rest, bool create)
    {
        var folder =
            Starts.Where(start => path.Below(start) is not null).Cast<SafePath?>().FirstOrDefault()
            ?? throw NotAllowed(path);
        rest = path.Below(folder)!;
        if (rest.Length == 0 && folder != SafePath.Root)
        {
            // The allowed path may itself be a file: it is opened from its parent.
            rest = folder.Name;
            folder = folder.Parent;
        }
        if (create && folder != SafePath.Root)
        {
            var owner = Libc.Stat(_worktree, "") ?? throw Refused(path);
            return new FolderMaker(RealPath(_worktree), owner).Make(_worktree, folder.Text, path);
        }
        return Libc.Open(_worktree, folder.Text, OpenFlags.Folder | OpenFlags.PathOnly);
    }

    private RefusedException NotAllowed(SafePath path) =>
        new(
            Refusal.Forbidden,
            $"\"{path}\" is not in the folders that this agent may use: {string.Join(", ", _allowed)}."
        );

    /// <summary>Says in words why the last call failed.</summary>
    public static RefusedException Refused(SafePath path) =>
        Marshal.GetLastPInvokeError() switch
        {
            Libc.NotFound => new(Refusal.NotFound, $"There is no \"{path}\". Use ls or glob to see what there is."),
            Libc.NotFolder => new(Refusal.Invalid, $"A part of \"{path}\" is not a folder."),
            Libc.CrossesRoot => new(
                Refusal.Forbidden,
                $"\"{path}\" goes through a link that leaves the allowed folders. Use the real path of a file below them."
            ),
            Libc.Loop => new(
                Refusal.Forbidden,
                $"\"{path}\" is or goes through a link that cannot be followed here. Use the real path of the file."
            ),
            Libc.NoSystemCall => new(
                Refusal.Unavailable,
                "This kernel cannot hold file tools to a folder (openat2 is missing). Linux 5.6 or newer is needed."
            ),
            _ => new(Refusal.Unavailable, $"\"{path}\" cannot be opened: {Problem()}."),
        };

    private static string Problem() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
}
