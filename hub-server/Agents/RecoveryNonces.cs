using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Nonces for Recover: good once, for two minutes. What is issued is not remembered, it carries its time and a MAC, so
/// that strangers who ask for many fill nothing here; only those that were used by a box with the right key are.
/// </summary>
internal sealed class RecoveryNonces(TimeProvider time)
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(2);

    private const int RandomBytes = 16;
    private const int SignedBytes = RandomBytes + sizeof(long);
    private const int Length = SignedBytes + HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    // Bounded by the recoveries that are admitted in two minutes.
    private readonly ConcurrentDictionary<string, long> _used = new(StringComparer.Ordinal);

    public byte[] Make()
    {
        var nonce = new byte[Length];
        RandomNumberGenerator.Fill(nonce.AsSpan(0, RandomBytes));
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(RandomBytes), time.GetTimestamp());
        HMACSHA256.HashData(_key, nonce.AsSpan(0, SignedBytes), nonce.AsSpan(SignedBytes));
        return nonce;
    }

    public bool IsGood(ReadOnlySpan<byte> nonce)
    {
        if (nonce.Length != Length) return false;
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, nonce[..SignedBytes], mac);
        return CryptographicOperations.FixedTimeEquals(mac, nonce[SignedBytes..])
            && time.GetElapsedTime(BinaryPrimitives.ReadInt64BigEndian(nonce[RandomBytes..])) < GoodFor
            && !_used.ContainsKey(Convert.ToHexString(nonce));
    }

    /// <summary>Takes a good one out of use.</summary>
    /// <returns>False when another call was faster.</returns>
    public bool Use(ReadOnlySpan<byte> nonce)
    {
        foreach (var (old, usedAt) in _used)
        {
            if (time.GetElapsedTime(usedAt) >= GoodFor) _used.TryRemove(old, out _);
        }
        return _used.TryAdd(Convert.ToHexString(nonce), time.GetTimestamp());
    }
}
