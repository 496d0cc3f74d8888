package io.serai;

import io.serai.app.start.CheckCommand;
import io.serai.app.start.Hardening;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Serai; everything it is made of is found in the rooms beside this class. */
@SpringBootApplication
public class Gateway {

    public static void main(String[] args) {
        Hardening.apply();
        if (args.length > 0 && args[0].equals(CheckCommand.NAME)) {
            System.exit(CheckCommand.run(Gateway.class, args, System.out));
        }
        SpringApplication.run(Gateway.class, args);
    }
}
