using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Timetable;

/// <summary>What is taught in this room, known for four weeks without the hub, and recording by it.</summary>
internal static class TimetableFeature
{
    public static IServiceCollection AddTimetable(this IServiceCollection services)
    {
        services.AddSingleton<TimetableBoard>();
        services.AddSingleton<TimetableStore>();
        services.AddSingleton<TimetableViews>();
        services.AddLoop<AutoRecording>();
        return services;
    }
}
