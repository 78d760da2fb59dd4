using System.Globalization;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Vault.Entries;

/// <summary>What kind of credentials an entry holds. It says which fields there are, and which of them are secret.</summary>
public enum VaultEntryType
{
    Smtp,
    Imap,
    Oauth,
    ApiKey,
    Login,
    Custom,
}

/// <summary>The fields of each type. Those that are not named here exist in <c>api_key</c> and <c>custom</c> only, and are secret.</summary>
public static class VaultEntryTypes
{
    private static readonly Dictionary<VaultEntryType, string> _names = new()
    {
        [VaultEntryType.Smtp] = "smtp",
        [VaultEntryType.Imap] = "imap",
        [VaultEntryType.Oauth] = "oauth",
        [VaultEntryType.ApiKey] = "api_key",
        [VaultEntryType.Login] = "login",
        [VaultEntryType.Custom] = "custom",
    };

    private static readonly string[] _mailShown = ["host", "port", "secure", "tls", "user", "from"];

    extension(VaultEntryType type)
    {
        /// <summary>As people and files write it.</summary>
        public string Word => _names[type];

        private IReadOnlyList<string> Shown =>
            type switch
            {
                VaultEntryType.Smtp or VaultEntryType.Imap => _mailShown,
                VaultEntryType.Oauth => ["client_id", "token_url", "scope"],
                VaultEntryType.Login => ["username", "url"],
                _ => [],
            };

        private IReadOnlyList<string> Secret =>
            type switch
            {
                VaultEntryType.Smtp or VaultEntryType.Imap => ["pass"],
                VaultEntryType.Oauth => ["client_secret", "refresh_token", "access_token"],
                VaultEntryType.Login => ["password"],
                _ => [],
            };

        private bool IsOpen => type is VaultEntryType.ApiKey or VaultEntryType.Custom;

        /// <summary>The field with its value, if that is one to be shown.</summary>
        public VaultField FieldOf(string name, string value) =>
            type.Shown.Contains(name) ? new VaultField(name, value) : new VaultField(name);

        /// <summary>What is wrong with these fields, as a sentence; null when nothing is.</summary>
        public string? Problem(IReadOnlyDictionary<string, string> fields)
        {
            var known = type.Shown.Concat(type.Secret).ToList();
            if (!type.IsOpen && fields.Keys.FirstOrDefault(name => !known.Contains(name)) is { } other)
                return $"A secret of type {type.Word} has no field \"{other}\": it has {string.Join(", ", known)}. Type custom takes any.";
            if (!fields.Keys.Any(name => !type.Shown.Contains(name)))
                return $"A secret of type {type.Word} needs {(type.IsOpen ? "a field" : "one of " + string.Join(", ", type.Secret))} at least.";
            return fields.TryGetValue("port", out var port) && type.Shown.Contains("port") && !IsPort(port)
                ? $"\"{port}\" is no port: it is a number from 1 to 65535."
                : null;
        }
    }

    /// <exception cref="RefusedException">There is no such type; the message names those that there are.</exception>
    public static VaultEntryType Read(string word) =>
        Find(word)
        ?? throw new RefusedException(
            Refusal.Invalid,
            $"\"{word}\" is no type of a secret. The types are {string.Join(", ", _names.Values)}."
        );

    public static VaultEntryType? Find(string? word) =>
        _names.Where(one => one.Value == word).Select(one => (VaultEntryType?)one.Key).FirstOrDefault();

    private static bool IsPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536;
}
