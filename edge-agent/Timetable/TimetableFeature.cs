namespace Tongtang.EdgeAgent.Timetable;

/// <summary>What is taught in this room, known for four weeks without the hub, and recording by it.</summary>
internal static class TimetableFeature
{
    public static IServiceCollection AddTimetable(this IServiceCollection services)
    {
        services.AddSingleton<TimetableBoard>();
        services.AddSingleton<TimetableStore>();
        services.AddSingleton<AutoRecording>();
        services.AddSingleton<TimetableViews>();
        services.AddHostedService(provider => provider.GetRequiredService<AutoRecording>());
        return services;
    }
}
