using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>
/// <c>POST /api/v1/wake</c>: somebody is at the panel. Sources are captured for the next minutes, so that there are pictures
/// and a recording begins at the last keyframe before the press. The page says it when it opens and at touches.
/// </summary>
internal static class WakeEndpoint
{
    public static void MapWake(this IEndpointRouteBuilder api) => api.MapPost("/wake", (Recorder recorder, PanelOptions options) =>
    {
        recorder.WarmUp(options.WarmAfterTouch);
        return TypedResults.Ok(new { });
    });
}
