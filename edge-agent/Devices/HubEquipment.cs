using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>The room's equipment as the hub wants it: taken when it can be, else the last good one stays, and the hub hears why.</summary>
internal sealed class HubEquipment
{
    private readonly string _path;
    private readonly EquipmentStore _equipment;
    private readonly DriverCatalog _catalog;
    private Taken _taken;

    public HubEquipment(DataFolder folder, EquipmentStore equipment, DriverCatalog catalog, StoreRepairs repairs, TimeProvider time)
    {
        (_path, _equipment, _catalog) = (folder["equipment-of-hub.json"], equipment, catalog);
        _taken = SealedFile.Read(_path, text => JsonSerializer.Deserialize<Taken>(text, JsonSerializerOptions.Web) ?? throw new JsonException("it is empty"), repairs, time) ?? new Taken(0, true, [], "");
    }

    public async Task TakeAsync(DesiredConfiguration wanted, CancellationToken cancellationToken)
    {
        if (wanted.Version == _taken.Version && _taken.Accepted && Hash(ActualJson()) == _taken.Hash) return;
        IReadOnlyList<string> problems = [];
        try
        {
            await _equipment.ReplaceAsync(EquipmentStore.Parse(wanted.Json), cancellationToken);
        }
        catch (JsonException error)
        {
            problems = [error.Message];
        }
        catch (EquipmentException error)
        {
            problems = error.Problems;
        }

        _taken = new Taken(wanted.Version, problems.Count == 0, problems, problems.Count == 0 ? Hash(ActualJson()) : _taken.Hash);
        await SealedFile.WriteAsync(_path, JsonSerializer.Serialize(_taken, JsonSerializerOptions.Web), DurableFile.OwnerOnly, cancellationToken);
    }

    /// <param name="knownHash">What the hub has; then the equipment itself is left out.</param>
    public ConfigurationReport Report(string knownHash)
    {
        var actual = ActualJson();
        var report = new ConfigurationReport { Version = _taken.Version, Accepted = _taken.Accepted, ActualHash = Hash(actual), ChangedOnBox = _taken.Hash.Length > 0 && Hash(actual) != _taken.Hash };
        report.Problems.Add(_taken.Problems.Take(50));
        if (report.ActualHash != knownHash) report.ActualJson = actual;
        return report;
    }

    private string ActualJson() => JsonSerializer.Serialize(EquipmentSecrets.Hide(_equipment.Current, _catalog), DriverJson.Strict);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <param name="Hash">Of the equipment, without passwords, as it was when the hub's was taken last; empty: it never was.</param>
    private sealed record Taken(ulong Version, bool Accepted, IReadOnlyList<string> Problems, string Hash);
}
