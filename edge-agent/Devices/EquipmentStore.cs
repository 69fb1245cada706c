using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>The room's equipment as it was last saved on the box (<c>equipment.json</c>, which holds passwords), else what the box was started with.</summary>
internal sealed class EquipmentStore : IDisposable
{
    private readonly string _path;
    private readonly DriverCatalog _catalog;
    private readonly SemaphoreSlim _replacing = new(1);
    private volatile Equipment _current;

    /// <param name="initial">What holds until something is saved.</param>
    /// <exception cref="EquipmentException">The initial or the saved equipment cannot be.</exception>
    public EquipmentStore(string path, Equipment initial, DriverCatalog catalog, StoreRepairs repairs, TimeProvider time)
    {
        (_path, _catalog) = (path, catalog);
        _current = SealedFile.Read(_path, Parse, repairs, time) ?? initial;
        Require(_current);
    }

    public static JsonSerializerOptions Json { get; } = new(DriverJson.Strict) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Raised when <see cref="Current"/> has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    public Equipment Current => _current;

    /// <summary>Names what is shown of the equipment: who saves says what he saw. A password that alone has changed is kept by whoever did not see it.</summary>
    public string Version => VersionOf(_current);

    /// <exception cref="JsonException">It has not the form of equipment; the message names the place.</exception>
    public static Equipment Parse(string json) => JsonSerializer.Deserialize<Equipment>(json, Json) ?? throw new JsonException("the file is empty");

    /// <summary>Checks, saves and applies; when it throws, nothing has changed.</summary>
    /// <exception cref="EquipmentException">It cannot be.</exception>
    public Task ReplaceAsync(Equipment wanted, CancellationToken cancellationToken) => TryReplaceAsync(wanted, seen: null, cancellationToken);

    /// <inheritdoc cref="ReplaceAsync"/>
    /// <param name="seen">The version that was changed into what is wanted; null: whatever it is.</param>
    /// <returns>False: somebody else has changed it since, and nothing was done.</returns>
    public async Task<bool> TryReplaceAsync(Equipment wanted, string? seen, CancellationToken cancellationToken)
    {
        await _replacing.WaitAsync(cancellationToken);
        try
        {
            if (seen is not null && seen != Version) return false;
            var restored = EquipmentSecrets.Restore(wanted, _current);
            Require(restored);
            await SealedFile.WriteAsync(_path, JsonSerializer.Serialize(restored, Json), DurableFile.OwnerOnly, cancellationToken);
            _current = restored;
            Changed.Raise();
            return true;
        }
        finally
        {
            _replacing.Release();
        }
    }

    /// <inheritdoc cref="Version"/>
    public string VersionOf(Equipment equipment) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(EquipmentSecrets.Hide(equipment, _catalog), DriverJson.Strict)))[..16];

    public void Dispose() => _replacing.Dispose();

    private void Require(Equipment equipment)
    {
        var problems = EquipmentRules.Problems(equipment, _catalog);
        if (problems.Count > 0) throw new EquipmentException(problems);
    }
}
