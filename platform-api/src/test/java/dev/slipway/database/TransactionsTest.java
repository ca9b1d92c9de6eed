package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.jta.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How transactions are joined and what they do not wait for; no SQL is run. */
class TransactionsTest {
    private final Database database = new Database(TransactionManager.transactionManager(), (key, kind) -> 1);
    private final List<String> heard = new ArrayList<>();

    @Test
    void tellsOfAChangeWhenTheOutermostTransactionIsKept() {
        database.transact(() -> {
            database.transact(() -> Database.afterCommit(() -> heard.add("inner")));
            Database.afterCommit(() -> heard.add("outer"));
            heard.add("work");
        });
        assertThat(heard).containsExactly("work", "inner", "outer");
    }

    @Test
    void tellsAtOnceWhereThereIsNoTransaction() {
        Database.afterCommit(() -> heard.add("told"));
        assertThat(heard).containsExactly("told");
    }

    @Test
    void tellsNothingOfWhatIsTakenBack() {
        assertThatThrownBy(() -> database.transact(() -> {
                    Database.afterCommit(() -> heard.add("told"));
                    throw new IllegalArgumentException("fault");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(heard).isEmpty();
        database.transact(() -> heard.add("the next one begins"));
        assertThat(heard).hasSize(1);
    }

    @Test
    void keepsNothingOfATransactionOfWhichAPartFailed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> database.transact(() -> {
                    Database.afterCommit(() -> heard.add("told"));
                    try {
                        database.transact((Runnable) () -> {
                            throw new IllegalArgumentException("fault");
                        });
                    } catch (IllegalArgumentException e) {
                        heard.add("caught");
                    }
                }))
                .withMessageContaining("a part of the transaction failed");
        assertThat(heard).containsExactly("caught");
    }

    @Test
    void knowsAPartFromAWhole() {
        assertThatIllegalStateException().isThrownBy(() -> database.within(() -> heard.add("half")));
        assertThatIllegalStateException().isThrownBy(() -> database.lock("key", 1));
        assertThatIllegalStateException().isThrownBy(Database::requireWithin);
        database.transact(Database::requireWithin);
        assertThat(heard).isEmpty();
    }

    @Test
    void waitsWithinForNothingButTheDatabase() {
        Runnable engine = OutsideTransactions.guard(Runnable.class, "the engine", () -> heard.add("answered"));
        engine.run();
        assertThatIllegalStateException()
                .isThrownBy(() -> database.transact(engine))
                .withMessageContaining("the engine");
        assertThatIllegalStateException()
                .isThrownBy(() -> database.transact(() -> database.independently(() -> heard.add("beside"))))
                .withMessageContaining("a second one");
        engine.run();
        assertThat(heard).containsExactly("answered", "answered");
    }

    @Test
    void passesOnTheFaultsOfWhatIsGuarded() {
        Runnable guarded = OutsideTransactions.guard(Runnable.class, "the engine", () -> {
            throw new IllegalArgumentException("its own");
        });
        assertThatThrownBy(guarded::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its own");
    }
}
