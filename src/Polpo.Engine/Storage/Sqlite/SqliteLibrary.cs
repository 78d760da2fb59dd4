using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Polpo.Engine.Storage.Sqlite;

/// <summary>Binds Microsoft.Data.Sqlite to the system's SQLite. Must have run before the first type of it is touched.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Loaded = new(Load);

    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
        // Microsoft.Data.Sqlite 10 asks for SQLitePCLRaw.core 2.1; 2.0.6 has the same calls and is the one that we pin.
        AssemblyLoadContext.Default.Resolving += static (_, name) =>
            name.Name is "SQLitePCLRaw.core" && name.Version > new Version(2, 0, 6)
                ? Assembly.Load(new AssemblyName("SQLitePCLRaw.core"))
                : null;
        NativeLibrary.SetDllImportResolver(
            Assembly.Load("SQLitePCLRaw.provider.e_sqlite3"),
            static (name, _, _) =>
                name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", out var handle) ? handle : 0
        );
        SetProvider();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetProvider()
    {
        try
        {
            SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        }
        catch (DllNotFoundException missing)
        {
            throw new Kernel.RefusedException(
                Kernel.Refusal.Unavailable,
                "The SQLite library libsqlite3.so.0 is not installed. Install it: apt-get install libsqlite3-0",
                missing
            );
        }
    }
}
