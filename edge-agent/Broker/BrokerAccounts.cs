using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Broker;

/// <summary>A user of the box's own broker: one for each class of devices, so that one that is taken apart gives away no more than its class.</summary>
internal sealed record BrokerAccount(string User, string Password);

/// <summary>The broker's users and what each may do. The passwords are made once and lie in <c>broker/users.json</c>, mode 0600.</summary>
internal static class BrokerAccounts
{
    /// <summary>The box itself.</summary>
    public const string Agent = "agent";

    /// <summary>ESPHome, Zigbee2MQTT, Tasmota and whatever else speaks by its own topics: everything but ours.</summary>
    public const string Device = "device";

    /// <summary>Devices that speak as protocol/mqtt.md says.</summary>
    public const string Tongtang = "tongtang";

    /// <summary>Home Assistant: hears all, and speaks to devices that are not ours and to what the room lets it command.</summary>
    public const string HomeAssistant = "homeassistant";

    // Mosquitto's own format and default (lib/password_mosq.c of 2.0): $7$iterations$salt$hash, PBKDF2 with SHA-512.
    private const int Iterations = 101;

    /// <summary>The file ends with a comment.</summary>
    private static readonly JsonSerializerOptions s_json = new() { ReadCommentHandling = JsonCommentHandling.Skip };
    private static readonly string[] s_users = [Agent, Device, Tongtang, HomeAssistant];

    /// <summary>What is in the file. For a program that looks on: it mends nothing.</summary>
    public static IReadOnlyList<BrokerAccount> Read(string file) => [.. Parse(File.ReadAllText(file)).Select(pair => new BrokerAccount(pair.Key, pair.Value))];

    /// <summary>What is in the file, with what was missing made and written. Whose password is lost with file and copy has to be told the new one.</summary>
    public static IReadOnlyList<BrokerAccount> ReadOrMake(string file, StoreRepairs repairs, TimeProvider time)
    {
        var known = SealedFile.Read(file, Parse, repairs, time) ?? [];
        var missing = s_users.Where(user => !known.TryGetValue(user, out var password) || password.Length == 0).ToList();
        foreach (var user in missing) known[user] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        if (missing.Count > 0) SealedFile.Write(file, JsonSerializer.Serialize(known), DurableFile.OwnerOnly);
        else SealedFile.SealOlder(file, JsonSerializer.Serialize(known), DurableFile.OwnerOnly);
        return [.. s_users.Select(user => new BrokerAccount(user, known[user]))];
    }

    private static Dictionary<string, string> Parse(string json)
    {
        var known = JsonSerializer.Deserialize<Dictionary<string, string>>(json, s_json);
        return known is not null && known.Values.All(password => password is not null) ? known : throw new JsonException("it is no list of passwords by user");
    }

    /// <summary>The password file as mosquitto_passwd would write it. Pure but for the salts.</summary>
    public static string PasswordFile(IEnumerable<BrokerAccount> accounts)
    {
        var lines = new StringBuilder();
        foreach (var account in accounts)
        {
            var salt = RandomNumberGenerator.GetBytes(12);
            var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(account.Password), salt, Iterations, HashAlgorithmName.SHA512, 64);
            lines.Append($"{account.User}:$7${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}\n");
        }

        return lines.ToString();
    }

    /// <summary>Who may say and hear what. Mosquitto applies a "deny" before any permission.</summary>
    public static string AccessFile { get; } = $"""
        user {Agent}
        topic readwrite #

        user {Device}
        topic deny tongtang/#
        topic readwrite #

        user {Tongtang}
        topic read homeassistant/status
        topic write tongtang/devices/+/description
        topic write tongtang/devices/+/online
        topic write tongtang/devices/+/state/#
        topic write tongtang/devices/+/reading/#
        topic write tongtang/devices/+/key
        topic write tongtang/devices/+/card
        topic write tongtang/devices/+/result
        topic read tongtang/devices/+/command

        user {HomeAssistant}
        topic deny tongtang/devices/#
        topic read tongtang/rooms/#
        topic write tongtang/rooms/+/+/+/set
        topic readwrite homeassistant/#
        topic readwrite #

        """;
}
