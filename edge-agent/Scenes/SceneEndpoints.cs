using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Scenes;

/// <summary>Scenes for the panel and for programs on the box.</summary>
internal static class SceneEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/scenes", (EquipmentStore equipment, SceneBoard board) => TypedResults.Ok(SceneView.Of(equipment.Current, board)));
        api.MapPost("/scenes/{id}/run", (string id, SceneBoard board) => board.TryStart(id, "panel", out _)
            ? TypedResults.Accepted($"/api/v1/scenes", board.Last[id])
            : (IResult)Problems.Missing("scene_unknown", $"This room has no scene \"{(id.Length > 64 ? id[..64] : id)}\"."));
    }
}

/// <param name="Last">The last run since the agent started; null: none.</param>
internal sealed record SceneView(string Id, Words Names, bool OnPanel, SceneRun? Last)
{
    public static IReadOnlyList<SceneView> Of(Equipment equipment, SceneBoard board) =>
        [.. equipment.Scenes.Select(scene => new SceneView(scene.Id, scene.Names, scene.OnPanel, board.Last.TryGetValue(scene.Id, out var run) ? run : null))];
}
