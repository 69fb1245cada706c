using System.Text.Json;
using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Serial;
using Tongtang.EdgeAgent.Devices;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Installer;

/// <summary>The room's devices, scenes and rules as the installer edits them, and what goes over a device's wire.</summary>
internal static partial class EquipmentEndpoints
{
    private static readonly TimeSpan s_traced = TimeSpan.FromMinutes(10);

    private sealed record WireView(long Number, DateTimeOffset At, WireDirection Direction, string Hex, int Length, bool Hidden);

    public static void MapEquipment(this IEndpointRouteBuilder installer)
    {
        installer.MapGet("/drivers", (EquipmentOffer offer) => Results.Json(offer.Drivers, EquipmentStore.Json));
        installer.MapGet("/drivers/{id}/files", (string id, EquipmentOffer offer) =>
            offer.FilesOf(id) is { } files ? TypedResults.Ok(files) : (IResult)Problems.Missing("driver_unknown", $"There is no driver \"{Short(id)}\"."));
        installer.MapPut("/drivers/{id}/files/{name}", KeepFileAsync);
        installer.MapGet("/serial-ports", (EquipmentOffer offer) => TypedResults.Ok(offer.Ports));
        installer.MapGet("/equipment", (HttpContext context, EquipmentStore equipment, DriverCatalog catalog) => Show(context, equipment, catalog));
        installer.MapPut("/equipment", ReplaceAsync);
        installer.MapPost("/devices/{id}/wire", (string id, DeviceDesk desk) =>
        {
            if (desk.TraceOf(id) is not { } trace) return Missing(id);
            trace.SwitchOn(s_traced);
            return TypedResults.NoContent();
        });
        installer.MapGet("/devices/{id}/wire", (string id, long? after, DeviceDesk desk) => desk.TraceOf(id) is { } trace
            ? TypedResults.Ok(new { on = trace.IsOn, until = trace.Until, pieces = trace.Last().Where(piece => piece.Number > (after ?? 0)).Select(View).ToList() })
            : Missing(id));
        installer.MapDelete("/devices/{id}/wire", (string id, DeviceDesk desk) =>
        {
            desk.TraceOf(id)?.SwitchOff();
            return TypedResults.NoContent();
        });
    }

    /// <summary>With its version as ETag.</summary>
    private static IResult Show(HttpContext context, EquipmentStore equipment, DriverCatalog catalog)
    {
        var shown = equipment.Current;
        context.Response.Headers.ETag = $"\"{equipment.VersionOf(shown)}\"";
        return Results.Json(EquipmentSecrets.Hide(shown, catalog), EquipmentStore.Json);
    }

    /// <summary>If-Match says what was changed, so that nobody undoes unseen what another page or the hub has done meanwhile; <c>*</c>: whatever is there.</summary>
    private static async Task<IResult> ReplaceAsync(HttpContext context, EquipmentStore equipment, DriverCatalog catalog, CancellationToken cancellationToken)
    {
        if (context.Request.Headers.IfMatch.ToString().Trim() is not { Length: > 0 } seen)
            return Problems.Create(StatusCodes.Status428PreconditionRequired, "equipment_version_missing", "If-Match is missing: send the ETag of the equipment that was changed, or *.");
        try
        {
            var wanted = await JsonSerializer.DeserializeAsync<Equipment>(context.Request.Body, EquipmentStore.Json, cancellationToken);
            return await equipment.TryReplaceAsync(wanted ?? new Equipment(), seen == "*" ? null : seen.Trim('"'), cancellationToken)
                ? Show(context, equipment, catalog)
                : Problems.Create(StatusCodes.Status412PreconditionFailed, "equipment_changed", $"The equipment is of version \"{equipment.Version}\" by now, not of {Short(seen)}; read it again.");
        }
        catch (JsonException error)
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "equipment_invalid", error.Message, ("problems", new[] { error.Message }));
        }
        catch (EquipmentException error)
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "equipment_invalid", error.Message, ("problems", error.Problems));
        }
    }

    /// <summary>A register map or command table of this box. What is wrong in it the device says when it is told to use it, with file and place.</summary>
    private static async Task<IResult> KeepFileAsync(string id, string name, JsonElement content, DriverCatalog catalog, DeviceWorkshop workshop, CancellationToken cancellationToken)
    {
        if (catalog.Find(id) is not { } driver || driver.Settings.All(setting => setting.Kind != SettingKind.File)) return Problems.Missing("driver_unknown", $"There is no driver \"{Short(id)}\" that reads files.");
        if (!FileName().IsMatch(name)) return Problems.Invalid("file_invalid", $"The name is \"{Short(name)}\"; allowed: a-z, 0-9 and . _ -, at most 64 characters, ending with .json.");
        if (content.ValueKind != JsonValueKind.Object) return Problems.Invalid("file_invalid", "The content is no JSON object.");
        Directory.CreateDirectory(workshop.FilesFolder);
        await DurableFile.WriteAsync(Path.Combine(workshop.FilesFolder, name), JsonSerializer.SerializeToUtf8Bytes(content, EquipmentStore.Json), DurableFile.OwnerOnly, cancellationToken);
        return TypedResults.NoContent();
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,58}\\.json$", RegexOptions.NonBacktracking)]
    private static partial Regex FileName();

    private static WireView View(WirePiece piece) => new(piece.Number, piece.At, piece.Direction, Convert.ToHexString(piece.Bytes), piece.Length, piece.Hidden);

    private static IResult Missing(string id) => Problems.Missing("device_unknown", $"No device \"{Short(id)}\" is spoken to.");

    private static string Short(string id) => id.Length > 64 ? id[..64] : id;
}
