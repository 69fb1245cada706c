using System.Security.Cryptography;
using System.Text.Json;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Installer;

internal enum PinAnswer
{
    Right,
    Wrong,

    /// <summary>Too many wrong ones: not even the right one opens now.</summary>
    Locked,
}

/// <summary>
/// The installer's PIN: at least six digits, kept as PBKDF2 (OWASP 2023: SHA-256, 600,000 rounds) in <c>pin.json</c>.
/// Five wrong ones within fifteen minutes lock it for those who guess from the same side: people at the box are not
/// locked out by somebody on the network. Thread safe.
/// </summary>
internal sealed class InstallerPin(DataFolder folder, StoreRepairs repairs, TimeProvider time)
{
    public const int LeastDigits = 6;
    public const int MostDigits = 32;
    private const int Rounds = 600_000;
    private const int WrongAllowed = 5;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private sealed record Stored(int Rounds, string Salt, string Hash);

    private readonly Lock _lock = new();
    private readonly Dictionary<bool, List<long>> _wrong = new() { [true] = [], [false] = [] };
    private Stored? _stored = SealedFile.Read(folder["pin.json"], Parse, repairs, time);

    public bool IsSet => _stored is not null;

    public static bool IsWellFormed(string pin) => pin.Length is >= LeastDigits and <= MostDigits && pin.All(char.IsAsciiDigit);

    /// <summary>Sets the first one or another one; returns when it is on disk.</summary>
    public async Task SetAsync(string pin, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var stored = new Stored(Rounds, Convert.ToHexStringLower(salt), Convert.ToHexStringLower(Hash(pin, salt, Rounds)));
        await SealedFile.WriteAsync(folder["pin.json"], JsonSerializer.Serialize(stored, JsonDefaults.Options), DurableFile.OwnerOnly, cancellationToken);
        _stored = stored;
    }

    /// <param name="atTheBox">Whether the caller sits at the box.</param>
    public PinAnswer Try(string pin, bool atTheBox)
    {
        lock (_lock)
        {
            var wrong = _wrong[atTheBox];
            wrong.RemoveAll(at => time.GetElapsedTime(at) > Remembered);
            if (wrong.Count >= WrongAllowed) return PinAnswer.Locked;
            if (_stored is { } stored && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(stored.Hash), Hash(pin, Convert.FromHexString(stored.Salt), stored.Rounds)))
            {
                wrong.Clear();
                return PinAnswer.Right;
            }
            wrong.Add(time.GetTimestamp());
            return PinAnswer.Wrong;
        }
    }

    /// <summary>How long until another try is taken; zero when one is.</summary>
    public TimeSpan LockedFor(bool atTheBox)
    {
        lock (_lock)
        {
            var wrong = _wrong[atTheBox];
            return wrong.Count < WrongAllowed ? TimeSpan.Zero : Remembered - time.GetElapsedTime(wrong[0]) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private static byte[] Hash(string pin, byte[] salt, int rounds) => Rfc2898DeriveBytes.Pbkdf2(pin, salt, rounds, HashAlgorithmName.SHA256, 32);

    private static Stored Parse(string text)
    {
        var stored = JsonSerializer.Deserialize<Stored>(text, JsonDefaults.Options) ?? throw new JsonException("It is empty.");
        // Both are hexadecimal, or it is damaged.
        Convert.FromHexString(stored.Salt);
        Convert.FromHexString(stored.Hash);
        return stored;
    }
}
