namespace HtcondorActors.Actors.Tests.Pods;

internal static class RetryWait
{
    /// <summary>Less a fifth at most, so that pods which failed together do not all come again at once.</summary>
    public static void AssertAbout(TimeSpan wait, TimeSpan seen) => Assert.InRange(seen, wait * 0.8, wait);
}
