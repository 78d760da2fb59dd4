using Polpo.Engine.Storage.Health;

namespace Polpo.Server.Access;

/// <summary>The server's own account asks while the storage is out of order: it may hear how things stand, and nothing else.</summary>
internal sealed record RightsUnknown(StorageException Trouble);
