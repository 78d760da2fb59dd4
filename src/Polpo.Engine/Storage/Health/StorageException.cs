using System.Data.Common;

namespace Polpo.Engine.Storage.Health;

/// <summary>The storage itself failed, whoever asked: full, read-only, locked or gone. What it interrupts goes on once it works again.</summary>
/// <param name="message">What is so and what to do, for the person at the door.</param>
public sealed class StorageException(string message, Exception inner) : DbException(message, inner);
